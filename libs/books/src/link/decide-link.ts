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

const nothingKnown: LinkSubject = {
  type: 'link',
  request: null,
  created: null,
  refusalReason: null,
  facts: [],
  marks: [],
};

/** A link is not a payment: its records are remembered for its timeline and book nothing. */
export function decideLink(event: LinkEvent, subject: LinkSubject | null): Decision {
  const before = subject ?? nothingKnown;
  const kind = kinds[event.name];
  if (before.facts.some((fact) => fact.kind === kind)) return { kind: 'known' };
  const { eventId, occurredAt } = event.value;
  const fact: LinkFact = { kind, eventId, occurredAt };
  const after: LinkSubject = { ...before, ...toldBy(event), facts: [...before.facts, fact] };
  return { kind: 'enriched', subject: after, entries: [], marks: [] };
}

function toldBy({ name, value }: LinkEvent): Partial<LinkSubject> {
  switch (name) {
    case 'CollectionLinkRequested': {
      const { monoAccountId, amount, currency, amountValidation, usageType, caller } = value;
      const { expiresAt, redirectUrl } = value;
      const terms = { monoAccountId, amount, currency, amountValidation, usageType, caller };
      return { request: { ...terms, expiresAt, redirectUrl } };
    }
    case 'CollectionLinkCreated': {
      const { monoCollectionLinkId, link } = value;
      return { created: { monoCollectionLinkId, link } };
    }
    default:
      return { refusalReason: value.reason };
  }
}
