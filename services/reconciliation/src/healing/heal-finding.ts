import { decodeSubject, type SubjectState } from '@riel/books';
import type { Executor } from '@riel/database';
import { eventIdOf } from '@riel/ids';
import {
  normaliseCollectionIntent,
  normaliseTransfer,
  type NormalisedEvent,
} from '@riel/mono-client';
import type { OutboxRow } from '@riel/outbox';
import type { CollectionIntentId, MonoTransferId, TransferId } from '@riel/schemas';
import type { RunDrift } from '../drift/sql/run-drifts.ts';
import { readSubjects } from '../ledger/read-subjects.ts';
import { sidesOfSubject } from '../matching/booked-side.ts';
import { askMono } from '../mono/ask.ts';
import { lookUpById, type LookUpPorts } from '../mono/look-up.ts';
import type { EventWriter } from './event-writer.ts';
import type { Tables } from '@riel/books';

/** What healing one finding needs. */
export interface HealPorts extends LookUpPorts {
  readonly executor: Executor;
  readonly events: EventWriter;
  readonly tables: Tables;
}

/** The rows to publish, or why there are none. */
export type HealPlan =
  | { readonly kind: 'publish'; readonly rows: readonly OutboxRow[] }
  | { readonly kind: 'nothing'; readonly outcome: string };

const nothing = (outcome: string): HealPlan => ({ kind: 'nothing', outcome });

/**
 * Asks Mono once more and makes the ordinary events of what it says now: a state that changed since
 * the page was read is published as it is, and free text is sealed. Throws MonoUnavailableError.
 */
export async function healFinding(drift: RunDrift, ports: HealPorts): Promise<HealPlan> {
  const { finding } = drift;
  if (finding.remedy === null) return nothing('none');
  if (finding.monoTransferId === null) return await healIntent(finding.subject, ports);
  const transfer = await lookUpById(ports, finding.monoTransferId);
  if (transfer === null) return nothing('not-found');
  const isOurs = finding.subject !== finding.monoTransferId;
  const transferId = isOurs ? (finding.subject as TransferId) : null;
  const known = await knownFinalState(finding.subject, finding.monoTransferId, ports);
  const normalised = normaliseTransfer(transfer, {
    source: 'look-up',
    ...(known === null ? {} : { knownFinalState: known }),
    ...(transferId === null ? {} : { knownTransferId: transferId }),
  });
  if (normalised.kind !== 'event') return nothing('not-final');
  const fact = ports.events.fact(normalised.event, transferId);
  if (finding.remedy !== 'match' || transferId === null) return { kind: 'publish', rows: [fact] };
  const matched = matchedRow(normalised.event, transfer.id, { transferId, ports });
  return { kind: 'publish', rows: [matched, fact] };
}

/**
 * Takes back what stands under Mono's id at the time of the fact that is booked under ours: at no
 * instant of Mono's time does the money stand twice.
 */
function matchedRow(
  { value }: NormalisedEvent,
  monoTransferId: MonoTransferId,
  { transferId, ports }: { readonly transferId: TransferId; readonly ports: HealPorts },
): OutboxRow {
  return ports.events.matched({
    // The same id that the webhook service gives the same match.
    eventId: eventIdOf(['TransferMatched', monoTransferId, transferId, '', '']),
    occurredAt: value.occurredAt,
    monoTransferId,
    transferId,
    source: 'look-up',
  });
}

/** The final state that the books know now, so that the event is a change of it if it is one. */
async function knownFinalState(
  key: string,
  monoTransferId: string,
  { executor, tables }: HealPorts,
): Promise<string | null> {
  const [row] = await readSubjects(executor, [key]);
  if (row === undefined) return null;
  const subject: SubjectState = decodeSubject(row[1]);
  const view = { key, monoTransferId, tables, seenApproved: [] };
  const state = sidesOfSubject(subject, view).booked.monoTransfer?.state ?? 'open';
  return state === 'open' ? null : state;
}

async function healIntent(id: string, ports: HealPorts): Promise<HealPlan> {
  const intent = await askMono('a payment', ports.apiKeys, (apiKey) =>
    ports.reader.getCollectionIntent({ apiKey, id: id as CollectionIntentId }),
  );
  if (intent === null) return nothing('not-found');
  const normalised = normaliseCollectionIntent(intent, { source: 'look-up' });
  if (normalised.kind !== 'event') return nothing('not-final');
  const event: NormalisedEvent = normalised.event;
  return { kind: 'publish', rows: [ports.events.fact(event)] };
}
