import { rulesOf } from '@riel/books';
import type { Executor, Transaction } from '@riel/database';
import { countHeals } from '../../healing/heals.ts';
import { noteBooked } from '../../healing/note-booked.ts';
import { recordFindings } from '../../drift/record-findings.ts';
import { resolveAndPublish } from '../../drift/resolve.ts';
import {
  endAcceptedParts,
  readBalanceParts,
  type BalancePart,
} from '../../drift/sql/balance-parts.ts';
import { sumUnbookedEffects } from '../../drift/sql/run-drifts.ts';
import type { JudgedFinding } from '../../judging/judged.ts';
import { isAdjusted, readSettlements, readSimilar } from '../../ledger/read-candidates.ts';
import { readCash, readInFlight, readMovements } from '../../ledger/read-cash.ts';
import { readBookedUpTo } from '../../ledger/moved-entries.ts';
import { countLineEntries } from '../../ledger/read-line-entries.ts';
import { lineNameOf, linesOf } from '../../proof/lines-of.ts';
import { candidatesOf, planAgeing, proveBalance } from '../../proof/prove-balance.ts';
import type { Candidate, Proof, ProofLine } from '../../proof/proof.ts';
import type { Reading, Run } from '../run.ts';
import { readOpening } from '../sql/readings.ts';
import type { PhaseWork, Step } from '../step.ts';
import { StoredFormError } from '../../errors.ts';

/** A cached balance older than this is called stale in the report. */
const STALE_AFTER_MICROSECONDS = 3_600_000_000;
const GMF_PER_AMOUNT = 250n;

type Proved = Omit<Proof, 'aged' | 'candidates'>;

/** Proves the live balance by the books, and makes a drift of what is left. */
export const prove: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const { reading } = run.progress;
  if (reading === null) throw new StoredFormError('the balance of a run');
  const proved = await proveRun(step, reading);
  const { parts, ended } = await ageParts(step, proved);
  const candidates = await findCandidates(transaction, run, proved);
  const recorded = await recordFindings(
    transaction,
    parts.map((part) => judgedPart(run, part, proved)),
    {
      finder: { ...run, now: ports.now() },
      events: ports.events,
      ordinal: run.progress.findings,
    },
  );
  const aged = recorded.map(({ driftId }, index) => ({
    driftId,
    amount: parts[index]?.amount ?? 0n,
    since: parts[index]?.since ?? reading.readAt,
  }));
  const proof: Proof = { ...proved, aged, candidates };
  const healed = await countHeals(transaction, run.runNumber);
  const findings = run.progress.findings + recorded.length;
  const hasEvents = ended > 0 || recorded.some((one) => one.isNew);
  return { phase: 'reporting', progress: { ...run.progress, proof, healed, findings }, hasEvents };
};

/**
 * Reads the ledger in one snapshot: the lines, the cash before and after, and which healed facts are
 * booked all belong to the same facts, whatever the projector books meanwhile.
 */
async function proveRun(step: Step, reading: Reading): Promise<Proved> {
  const { run, ports, transaction } = step;
  const tables = await ports.tables(transaction, run.progress.tablesNumber ?? 0);
  const last = await readOpening(transaction, run, reading.readAt);
  const books = await ports.database.transaction(
    async (snapshot) => {
      const read = await readBooks(snapshot, run, { reading, openingAt: last?.at ?? null });
      const filter = { runNumber: run.runNumber, now: ports.now() };
      await noteBooked(transaction, { ...filter, ledger: snapshot }, ports.events);
      return read;
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  return proveBalance({
    ...books,
    currency: reading.currency,
    opening: {
      at: books.openingAt,
      available: last?.available ?? books.openingCash,
      isBooked: last === null,
    },
    closing: { at: reading.readAt, available: reading.available },
    debitedAt: rulesOf(tables, run.monoAccountId)?.debitedAt ?? 'settlement',
    named: await readNamed(transaction, run.runNumber),
    cached: reading.cached,
    staleAfterMicroseconds: STALE_AFTER_MICROSECONDS,
  });
}

/** What the ledger says of the account between two balances of Mono's. */
async function readBooks(
  snapshot: Executor,
  { monoAccountId, fromAt }: Run,
  { reading, openingAt }: { readonly reading: Reading; readonly openingAt: number | null },
) {
  const { currency, readAt } = reading;
  const from = openingAt ?? Math.min(fromAt, readAt);
  const bookedUpTo = await readBookedUpTo(snapshot);
  const window = { from, until: readAt, currency, bookedUpTo: null };
  const movements = await readMovements(snapshot, monoAccountId, window);
  const lines: ProofLine[] = [];
  for (const line of linesOf(movements)) {
    const parts = movements.filter((one) => lineNameOf(one) === line.name);
    const entries = await countLineEntries(snapshot, monoAccountId, { window, parts });
    lines.push({ ...line, entries });
  }
  const inFlightAt = (at: number) => readInFlight(snapshot, monoAccountId, { at, currency });
  return {
    openingAt: from,
    bookedUpTo,
    lines,
    openingCash: await readCash(snapshot, monoAccountId, { at: from, currency }),
    closingCash: await readCash(snapshot, monoAccountId, { at: readAt, currency }),
    openingInFlight: (await inFlightAt(from)).amount,
    inFlight: await inFlightAt(readAt),
  };
}

async function readNamed(
  transaction: Transaction,
  runNumber: bigint,
): Promise<{ readonly amount: bigint; readonly drifts: number }> {
  const { effect, drifts } = await sumUnbookedEffects(transaction, runNumber);
  return { amount: effect, drifts };
}

type PartToTell = Pick<BalancePart, 'amount' | 'since' | 'detail'>;

/** Ends the parts of the difference that are gone and adds the one that is new. */
async function ageParts(
  { run, ports, transaction }: Step,
  proved: Proved,
): Promise<{ readonly parts: readonly PartToTell[]; readonly ended: number }> {
  const known = await readBalanceParts(transaction, run.monoAccountId);
  const { ended, added } = planAgeing(proved.difference, known);
  const endedIds = new Set(ended);
  await endAcceptedParts(transaction, ended);
  for (const driftId of ended) {
    const adjusted = await isAdjusted(transaction, driftId);
    const resolution = {
      resolution: adjusted ? 'adjusted' : 'explained',
      author: null,
      reason: adjusted ? 'an adjustment names it' : 'the difference is gone',
      at: ports.now(),
    } as const;
    await resolveAndPublish(transaction, [driftId], { resolution, events: ports.events });
  }
  const kept: readonly PartToTell[] = known.filter((part) => !endedIds.has(part.driftId));
  const fresh = { amount: added, since: proved.closingAt, detail: run.runId };
  return { parts: added === 0n ? kept : [...kept, fresh], ended: ended.length };
}

/** The finding of one part of a difference. */
export function judgedPart(run: Run, part: PartToTell, proved: Proved): JudgedFinding {
  const size = part.amount < 0n ? -part.amount : part.amount;
  const more = part.amount < 0n ? 'less' : 'more';
  return {
    finding: {
      kind: 'balance',
      subject: run.monoAccountId,
      monoTransferId: null,
      amount: part.amount,
      currency: proved.currency,
      explanation: `Mono holds ${size} minor units ${more} than the books explain.`,
      detail: part.detail,
      remedy: null,
    },
    evidence: {
      asked: null,
      booked: { cash: proved.booked, inFlight: proved.inFlight.line, named: proved.named.amount },
      mono: { available: proved.closing, readAt: proved.closingAt },
    },
    aboutAt: null,
    effect: 0n,
    hasMonoAccount: true,
  };
}

async function findCandidates(
  transaction: Transaction,
  { monoAccountId }: Run,
  { difference, openingAt, closingAt }: Proved,
): Promise<readonly Candidate[]> {
  if (difference === 0n) return [];
  const size = difference < 0n ? -difference : difference;
  const similar = (from: bigint, to: bigint) =>
    readSimilar(transaction, monoAccountId, { until: closingAt, from, to });
  return candidatesOf({
    rest: difference,
    settlements: await readSettlements(transaction, monoAccountId, {
      from: openingAt,
      until: closingAt,
    }),
    sameAmount: await similar(size, size),
    sameGmf: await similar(
      (2n * size - 1n) * (GMF_PER_AMOUNT / 2n),
      (2n * size + 1n) * (GMF_PER_AMOUNT / 2n) - 1n,
    ),
  });
}
