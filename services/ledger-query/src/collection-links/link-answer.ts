import type { Instant } from '@riel/schemas';
import { instantOf, optionalInstantOf, timelineAnswer } from '../timeline/timeline-answer.ts';
import type { Timeline } from '../timeline/read-timeline.ts';
import type { IntentRow, LinkRecord } from './read-link.ts';

/** The part of a timeline that is about some facts. */
function timelineOf(timeline: Timeline, factIds: readonly bigint[]) {
  const own = new Set(factIds);
  return timelineAnswer({
    facts: timeline.facts.filter((fact) => own.has(fact.fact_id)),
    postings: timeline.postings.filter((posting) => own.has(posting.fact_id)),
    marks: timeline.marks.filter((mark) => own.has(mark.fact_id)),
  });
}

function intentAnswer(intent: IntentRow, timeline: Timeline) {
  // The rules call money that came in by PSE collected.
  const isCredited = intent.settled_amount !== null;
  return {
    collectionIntentId: intent.subject_key,
    state: isCredited ? 'credited' : intent.state,
    amount: (intent.settled_amount ?? intent.amount).toString(),
    currency: intent.currency,
    fees: intent.fees.toString(),
    taxes: intent.taxes.toString(),
    finalAt: optionalInstantOf(intent.final_at),
    timeline: timelineOf(timeline, intent.fact_ids),
  };
}

const states: Readonly<Record<string, string>> = {
  'link-requested': 'requested',
  'link-created': 'created',
  'link-refused': 'refused',
};

/** A link with what was paid by it. */
export function linkAnswer({ link, subject, intents, timeline }: LinkRecord, now: Instant) {
  const { request, created, refusalReason } = subject;
  const expiresAt = request?.expiresAt ?? null;
  const credited = intents.filter((intent) => intent.settled_amount !== null);
  const collected = credited
    .filter((intent) => intent.currency === request?.currency)
    .reduce((sum, intent) => sum + (intent.settled_amount ?? 0n), 0n);
  return {
    collectionLinkId: link.subject_key,
    state: states[link.state] ?? link.state,
    expired: expiresAt !== null && expiresAt <= now,
    caller: link.caller,
    monoAccountId: link.mono_account_id,
    amount: (request?.amount ?? 0n).toString(),
    currency: request?.currency ?? null,
    amountValidation: request?.amountValidation ?? null,
    usageType: request?.usageType ?? null,
    expiresAt: expiresAt === null ? null : instantOf(BigInt(expiresAt)),
    redirectUrl: request?.redirectUrl ?? null,
    monoCollectionLinkId: created?.monoCollectionLinkId ?? null,
    link: created?.link ?? null,
    refusalReason,
    requestedAt: optionalInstantOf(link.requested_at),
    createdAt: optionalInstantOf(link.accepted_at),
    collectedAmount: collected.toString(),
    intents: intents.map((intent) => intentAnswer(intent, timeline)),
    timeline: timelineOf(timeline, link.fact_ids),
  };
}
