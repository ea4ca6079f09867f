import type { EventOf } from '@riel/schemas';
import type { Decision } from '../subject/decision.ts';
import type { LinkFact, LinkSubject } from '../subject/subject.ts';

type LinkEvent = EventOf<
  'CollectionLinkRequested' | 'CollectionLinkCreated' | 'CollectionLinkRefused'
>;

const kinds = {
  CollectionLinkRequested: 'link-requested',
  CollectionLinkCreated: 'link-created',
  CollectionLinkRefused: 'link-refused',
} as const;

/** A link is not a payment: its records are remembered for its timeline and book nothing. */
export function decideLink(event: LinkEvent, subject: LinkSubject | null): Decision {
  const facts = subject?.facts ?? [];
  const kind = kinds[event.name];
  if (facts.some((fact) => fact.kind === kind)) return { kind: 'known' };
  const { eventId, occurredAt } = event.value;
  const fact: LinkFact = { kind, eventId, occurredAt };
  const after: LinkSubject = { type: 'link', facts: [...facts, fact], marks: [] };
  return { kind: 'enriched', subject: after, entries: [], marks: [] };
}
