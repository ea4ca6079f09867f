import { bogotaDayOf } from '@riel/calendar';
import type { Database, Transaction } from '@riel/database';
import { normaliseCredit, type NormalisedEvent } from '@riel/mono-client';
import { appendToOutbox, type OutboxRow } from '@riel/outbox';
import type { Instant, MinorUnits, MonoAccountId, MonoTransactionId } from '@riel/schemas';
import type { EventWriter } from '../healing/event-writer.ts';
import { readBooked } from '../ledger/read-booked.ts';
import { correctionOf } from '../drift/rail-correction.ts';
import { decideLine, type AroundLine, type LineDecision, type ReportLine } from './decide-line.ts';
import {
  insertImported,
  readEqualAdjustments,
  readEqualCredits,
  readImported,
  readSettled,
  type SettledTransfer,
} from './sql.ts';

/** Who imports what, and whether lines that look booked are taken all the same. */
export interface ReportImport {
  readonly lines: readonly ReportLine[];
  readonly author: string;
  readonly force: boolean;
}

/** What came of one line. */
export interface ImportedLine {
  readonly id: string;
  readonly outcome: 'published' | 'known' | 'refused';
  readonly reason: string | null;
}

interface Prepared {
  readonly line: ReportLine;
  readonly eventId: string;
  readonly settled: SettledTransfer | null;
  readonly decision: LineDecision;
}

/** Publishes the facts of Mono's exported report that the books lack, each under its own id. */
export async function importReport(
  { lines, author, force }: ReportImport,
  ports: { readonly database: Database; readonly events: EventWriter; readonly now: () => Instant },
): Promise<readonly ImportedLine[]> {
  const { database, events, now } = ports;
  await events.prepare();
  return await database.transaction(async (transaction) => {
    const prepared = await prepare(transaction, lines, force);
    const taken = prepared.filter(
      ({ decision }) => decision.kind === 'credit' || decision.kind === 'rail',
    );
    const fresh = await insertImported(
      transaction,
      taken.map(({ line, eventId }) => ({
        eventId,
        monoObjectId: line.id,
        monoAccountId: line.monoAccountId,
        amount: line.amount,
        currency: line.currency,
        date: bogotaDayOf(line.transactionAt as Instant),
        author,
        wasForced: force,
        importedAt: BigInt(now()),
      })),
    );
    const rows = taken
      .filter(({ eventId }) => fresh.has(eventId))
      .map((one) => rowOf(one, { author, events }));
    await appendToOutbox(transaction, 'reconciliation', rows);
    return prepared.map(({ line, eventId, decision }) => tell(line, decision, fresh.has(eventId)));
  });
}

async function prepare(
  transaction: Transaction,
  lines: readonly ReportLine[],
  force: boolean,
): Promise<readonly Prepared[]> {
  const ids = new Set(lines.map((line) => line.id));
  const found: { line: ReportLine; settled: SettledTransfer | null; eventId: string }[] = [];
  for (const line of lines) {
    const settled = line.id.startsWith('trn_') ? await readSettled(transaction, line.id) : null;
    found.push({ line, settled, eventId: eventIdOfLine(line, settled) });
  }
  const eventIds = found.map(({ eventId }) => eventId);
  const booked = await readBooked(transaction, eventIds);
  const imported = await readImported(transaction, eventIds);
  const prepared: Prepared[] = [];
  for (const { line, settled, eventId } of found) {
    const to = { ...line, date: bogotaDayOf(line.transactionAt as Instant) };
    const around: AroundLine = {
      isKnown: booked.has(eventId) || imported.has(eventId),
      // Another line of this report is another credit, however equal.
      equalCredits: (await readEqualCredits(transaction, to)).filter((id) => !ids.has(id)),
      equalAdjustments: await readEqualAdjustments(transaction, to),
      transferId: settled?.transferId ?? null,
    };
    prepared.push({ line, settled, eventId, decision: decideLine(line, around, force) });
  }
  return prepared;
}

function eventIdOfLine(line: ReportLine, settled: SettledTransfer | null): string {
  if (settled === null) return eventOfCredit(line).value.eventId;
  return correctionOf(settled, { rail: line.rail ?? '', evidence: 'rail', source: 'report' })
    .eventId;
}

function eventOfCredit(line: ReportLine): NormalisedEvent {
  return normaliseCredit(
    {
      id: line.id as MonoTransactionId,
      accountId: line.monoAccountId as MonoAccountId,
      amount: { amount: line.amount as MinorUnits, currency: line.currency },
      type: line.type,
      transactionAt: line.transactionAt as Instant,
      description: null,
      payer: null,
    },
    { source: 'report', staleSignature: false },
  );
}

function rowOf(
  { line, settled, decision }: Prepared,
  { author, events }: { readonly author: string; readonly events: EventWriter },
): OutboxRow {
  if (decision.kind !== 'rail' || settled === null) return events.fact(eventOfCredit(line));
  const correction = correctionOf(settled, {
    rail: decision.rail,
    evidence: 'rail',
    source: 'report',
  });
  return events.railCorrected({ ...correction, author, reason: "Mono's exported report" });
}

function tell(line: ReportLine, decision: LineDecision, isFresh: boolean): ImportedLine {
  const { id } = line;
  if (decision.kind === 'refused') return { id, outcome: 'refused', reason: decision.reason };
  return { id, outcome: isFresh ? 'published' : 'known', reason: null };
}
