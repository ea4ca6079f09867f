import { uuidV7 } from '@riel/ids';
import type { OutboxRow } from '@riel/outbox';
import type { Instant } from '@riel/schemas';
import type { UnlinkedRow } from '../collection-links/unlinked-facts.ts';
import type { LookUpRow } from '../look-ups/insert-look-ups.ts';
import type { UnmatchedRow } from '../mono-ids/unmatched-facts.ts';
import type { LearnedFact } from '../receipts/receipt.ts';
import type { CompleteFact } from './complete-fact.ts';
import type { FactRow } from './insert-facts.ts';
import { finalStateOf, monoObjectIdOf } from './provider-event.ts';

/** A row that comes of a fact, with the evidence by which the fact was learned. */
type OfFact<Row> = Row & { readonly evidenceId: string | null };

/** The rows by which facts that nobody had written are published, or held until more is known. */
export interface FactWrites {
  readonly published: readonly OfFact<OutboxRow>[];
  readonly unmatched: readonly OfFact<UnmatchedRow>[];
  readonly unlinked: readonly OfFact<UnlinkedRow>[];
  readonly lookUps: readonly LookUpRow[];
}

const MICROSECONDS_PER_MILLISECOND = 1_000;

/** The row by which a fact is known from then on. */
export const factRowOf = ({ event, evidenceId }: LearnedFact, recordedAt: Instant): FactRow => ({
  eventId: event.value.eventId,
  eventName: event.name,
  objectId: monoObjectIdOf(event),
  finalState: finalStateOf(event),
  occurredAt: BigInt(event.value.occurredAt),
  evidenceId,
  recordedAt: BigInt(recordedAt),
});

type Way = 'publish' | 'publish-unmatched' | 'hold-unnamed' | 'hold-duplicate';

/** A duplicate of ours waits for the other transfer, one without any owner for Mono's word. */
function wayOf({ event, unmatchedId, isUnnamed }: CompleteFact): Way {
  if (unmatchedId !== null) return isUnnamed ? 'hold-unnamed' : 'publish-unmatched';
  return event.name === 'TransferDuplicated' ? 'hold-duplicate' : 'publish';
}

function unmatchedRow(
  fact: CompleteFact,
  holdUntil: bigint | null,
): readonly OfFact<UnmatchedRow>[] {
  if (fact.unmatchedId === null) return [];
  const { event, row, unmatchedId: monoTransferId } = fact;
  const { eventId, recordedAt, evidenceId } = event.value;
  const { payload } = row;
  const about = { eventId, monoTransferId, eventName: event.name, payload, evidenceId };
  return [{ ...about, recordedAt: BigInt(recordedAt), holdUntil }];
}

function unlinkedRow({
  event,
  row,
  unlinkedFrom: monoCollectionLinkId,
}: CompleteFact): readonly OfFact<UnlinkedRow>[] {
  if (monoCollectionLinkId === null) return [];
  const { eventId, recordedAt, evidenceId } = event.value;
  const { payload } = row;
  const about = { eventId, monoCollectionLinkId, payload, evidenceId };
  return [{ ...about, recordedAt: BigInt(recordedAt) }];
}

const lookUpRow = (fact: CompleteFact, more: Partial<LookUpRow>): LookUpRow => ({
  lookUpId: uuidV7(),
  kind: 'transfer',
  objectId: fact.objectId,
  reason: 'unnamed',
  evidenceId: fact.event.value.evidenceId,
  heldEvent: null,
  createdAt: BigInt(fact.event.value.recordedAt),
  ...more,
});

/**
 * Decides what becomes of facts. A duplicate is held until it is known what it repeats, and a fact
 * without any owner until Mono has said whose it is, or for `unnamedHoldMilliseconds`.
 */
export function factWritesOf(
  facts: readonly CompleteFact[],
  options: { readonly recordedAt: Instant; readonly unnamedHoldMilliseconds: number },
): FactWrites {
  const of = (...ways: readonly Way[]): readonly CompleteFact[] =>
    facts.filter((fact) => ways.includes(wayOf(fact)));
  const { recordedAt, unnamedHoldMilliseconds } = options;
  const holdUntil = BigInt(recordedAt + unnamedHoldMilliseconds * MICROSECONDS_PER_MILLISECOND);
  return {
    published: of('publish', 'publish-unmatched').map(({ row, event }) => ({
      ...row,
      evidenceId: event.value.evidenceId,
    })),
    unmatched: [
      ...of('publish-unmatched').flatMap((fact) => unmatchedRow(fact, null)),
      ...of('hold-unnamed').flatMap((fact) => unmatchedRow(fact, holdUntil)),
    ],
    unlinked: facts.flatMap((fact) => unlinkedRow(fact)),
    lookUps: [
      ...of('hold-unnamed').map((fact) => lookUpRow(fact, {})),
      ...of('hold-duplicate').map((fact) =>
        lookUpRow(fact, { kind: 'duplicate', reason: 'duplicate', heldEvent: fact.row.payload }),
      ),
    ],
  };
}
