import { decodeSubject } from '@riel/books';
import { sql, type Transaction } from '@riel/database';
import { recordFindings } from '../drift/record-findings.ts';
import { resolveAndPublish } from '../drift/resolve.ts';
import { expectedByOf } from '../judging/expected-by.ts';
import type { JudgedFinding } from '../judging/judged.ts';
import { newestTables } from '../ledger/read-tables.ts';
import { sidesOfSubject } from '../matching/booked-side.ts';
import { matchTransfer } from '../matching/match-transfer.ts';
import { monoSideOf } from '../matching/mono-side.ts';
import type { Sides } from '../matching/sides.ts';
import { publishHeals } from '../healing/publish-heals.ts';
import { noteBooked } from '../healing/note-booked.ts';
import { inTurns } from '../mono/in-turns.ts';
import { lookUpByOurId } from '../mono/look-up.ts';
import type { RunPorts } from '../runs/step.ts';
import { forgetFinal, readOpenTransfers, saveWatched, type OpenTransfer } from './sql.ts';
import { normaliseTransfer, type MonoTransfer } from '@riel/mono-client';
import type { TransferId } from '@riel/schemas';

/** Limits of the watcher, in microseconds and counts. */
export interface WatchLimits {
  readonly transfersMax: number;
  readonly againMicroseconds: number;
  /** No rail is expected to end sooner than this. */
  readonly shortestMicroseconds: number;
}

/** What one round of the watcher did. */
export interface WatchRound {
  readonly lookedUp: number;
  readonly closed: number;
  readonly raised: number;
}

interface Overdue {
  readonly transfer: OpenTransfer;
  readonly sides: Sides;
  readonly expectedBy: number;
}

const TRANSFERS_OF_A_READING = 500;

/**
 * Looks up transfers that are past the time of their rail: one that Mono has ended is closed by the
 * ordinary event, one that it has not is raised as drift `stuck`. A lock keeps instances apart.
 */
export async function watchStuck(ports: RunPorts, limits: WatchLimits): Promise<WatchRound> {
  const none: WatchRound = { lookedUp: 0, closed: 0, raised: 0 };
  return await ports.database.transaction(async (transaction) => {
    const tablesNumber = await newestTables(transaction);
    if (tablesNumber === null || !(await takeLock(transaction))) return none;
    await noteBooked(transaction, { runNumber: null, now: ports.now() }, ports.events);
    await endFinal(transaction, ports);
    const tables = await ports.tables(transaction, tablesNumber);
    const overdue = await findOverdue(transaction, { ports, limits, tables });
    return await closeOrRaise(transaction, overdue, { ports, limits });
  });
}

async function takeLock(transaction: Transaction): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('riel.reconciliation.watch', 0)) as taken
  `.execute(transaction);
  return rows[0]?.taken ?? false;
}

async function endFinal(transaction: Transaction, { events, now }: RunPorts): Promise<void> {
  const ended = await forgetFinal(transaction);
  const resolution = {
    resolution: 'healed',
    author: null,
    reason: 'it is final now',
    at: now(),
  } as const;
  await resolveAndPublish(transaction, ended, { resolution, events });
}

async function findOverdue(
  transaction: Transaction,
  {
    ports,
    limits,
    tables,
  }: {
    readonly ports: RunPorts;
    readonly limits: WatchLimits;
    readonly tables: Awaited<ReturnType<RunPorts['tables']>>;
  },
): Promise<readonly Overdue[]> {
  const now = ports.now();
  const overdue: Overdue[] = [];
  for (let after = ''; overdue.length < limits.transfersMax;) {
    const open = await readOpenTransfers(transaction, {
      begunBefore: now - limits.shortestMicroseconds,
      now,
      after,
      limit: TRANSFERS_OF_A_READING,
    });
    for (const transfer of open) {
      const view = { key: transfer.transferId, monoTransferId: null, tables, seenApproved: [] };
      const own = sidesOfSubject(decodeSubject(transfer.encoded), view);
      const sides: Sides = { asked: own.asked, booked: own.booked, mono: null };
      const expectedBy = expectedByOf(sides, own.summary, ports.expectations);
      if (expectedBy !== null && expectedBy < now) overdue.push({ transfer, sides, expectedBy });
    }
    const last = open.at(-1);
    if (last === undefined) break;
    after = last.transferId;
  }
  return overdue.slice(0, limits.transfersMax);
}

async function closeOrRaise(
  transaction: Transaction,
  overdue: readonly Overdue[],
  { ports, limits }: { readonly ports: RunPorts; readonly limits: WatchLimits },
): Promise<WatchRound> {
  if (overdue.length === 0) return { lookedUp: 0, closed: 0, raised: 0 };
  const now = ports.now();
  await ports.events.prepare();
  const answers = await inTurns(overdue, ports.limits.lookUpsAtOnce, ({ transfer }) =>
    lookUpByOurId(ports, transfer.transferId),
  );
  const closing = overdue.map((one, index) => ({
    driftId: null,
    subject: one.transfer.transferId,
    rows: closingRows(one, answers[index] ?? [], ports),
  }));
  const mayHeal = ports.limits.healing === 'publish';
  const published = mayHeal
    ? await publishHeals(transaction, closing, { runNumber: null, now })
    : [];
  let raised = 0;
  for (const [index, one] of overdue.entries()) {
    const isClosed = (closing[index]?.rows.length ?? 0) > 0;
    if (isClosed && mayHeal) continue;
    raised += await raise(transaction, { one, answer: answers[index] ?? [], ports });
  }
  const dueAt = BigInt(now + limits.againMicroseconds);
  await saveWatched(
    transaction,
    overdue.map(({ transfer, expectedBy }, index) => ({
      transferId: transfer.transferId,
      expectedBy: BigInt(expectedBy),
      dueAt,
      outcome: (closing[index]?.rows.length ?? 0) > 0 ? 'final' : 'under-way',
    })),
  );
  const closed = published.filter((count) => count > 0).length;
  return { lookedUp: overdue.length, closed, raised };
}

/** The ordinary events of the Mono transfers that are final. */
function closingRows({ transfer }: Overdue, answer: readonly MonoTransfer[], { events }: RunPorts) {
  const knownTransferId = transfer.transferId as TransferId;
  return answer.flatMap((one) => {
    const normalised = normaliseTransfer(one, { source: 'look-up', knownTransferId });
    return normalised.kind === 'event' ? [events.fact(normalised.event, knownTransferId)] : [];
  });
}

async function raise(
  transaction: Transaction,
  {
    one,
    answer,
    ports,
  }: { readonly one: Overdue; readonly answer: readonly MonoTransfer[]; readonly ports: RunPorts },
): Promise<number> {
  const [first] = answer;
  const mono = first === undefined ? null : monoSideOf(first);
  const sides: Sides = { ...one.sides, mono };
  const edge = { cutOffAt: ports.now(), expectedBy: one.expectedBy, allowsForeign: false };
  const { findings } = matchTransfer(sides, edge);
  const judged = findings.map((finding): JudgedFinding => ({
    finding,
    evidence: sides,
    aboutAt: mono?.insertedAt ?? sides.asked?.requestedAt ?? null,
    effect: 0n,
    hasMonoAccount: true,
  }));
  const finder = {
    runNumber: null,
    runId: null,
    monoAccountId: one.transfer.monoAccountId,
    now: ports.now(),
  };
  await recordFindings(transaction, judged, { finder, events: ports.events, ordinal: 0 });
  return findings.length;
}
