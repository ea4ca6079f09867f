import type { RunDrift } from '../drift/sql/run-drifts.ts';
import { driftKinds } from '../matching/drift-kinds.ts';
import { buildReport, type Report } from '../report/build-report.ts';
import { collectSource } from '../report/read-source.ts';
import { GENESIS_DIGEST } from '../report/report.ts';
import { firstProgress } from '../runs/first-progress.ts';
import type { Run } from '../runs/run.ts';

const JUDGED_AT = Date.parse('2026-03-10T15:00:00Z') * 1_000;
const DAY = 86_400_000_000;
const MONO_ACCOUNT = 'acc_suppliers0000000000000';

/** A drift of each kind, the older the further down, with texts that try to break a page. */
const drifts: readonly RunDrift[] = driftKinds.map((kind, index) => ({
  driftId: `0f8fad5b-d9cb-569f-a165-${String(index).padStart(12, '0')}`,
  ordinal: index,
  finding: {
    kind,
    subject: `7f3c3c5e-2c1b-5a55-9d0c-${String(index).padStart(12, '0')}`,
    monoTransferId: `trn_${String(index).padStart(22, '0')}`,
    amount: BigInt(index - 5) * 1_234_567_89n,
    currency: 'COP',
    explanation: `Mono says <script>document.title = 'broken'</script> & "approved", the books say open (${kind}).`,
    detail: '',
    remedy: index % 2 === 0 ? 'publish' : null,
  },
  evidence: { asked: { amount: 1n }, booked: null, mono: { state: 'approved' } },
  firstFoundAt: JUDGED_AT - index * 3 * DAY,
  isAccepted: index % 7 === 6,
  effect: 0n,
  healing: index % 2 === 0 ? 'published' : null,
}));

const line = (name: 'credits' | 'settlements' | 'fees' | 'iva' | 'gmf', amount: bigint) => ({
  name,
  amount,
  entries: 1_200,
});

const run: Run = {
  runNumber: 1n,
  runId: '0198c7c5-0000-7000-8000-000000000001',
  monoAccountId: MONO_ACCOUNT,
  kind: 'daily',
  fromAt: JUDGED_AT - 35 * DAY,
  untilAt: JUDGED_AT + DAY,
  fromDate: '2026-02-03',
  toDate: '2026-03-10',
  askedBy: 'schedule',
  askedAt: JUDGED_AT,
  status: 'running',
  phase: 'reporting',
  attempts: 0,
  lastError: null,
  finishedAt: null,
  progress: {
    ...firstProgress,
    pages: 12,
    tablesNumber: 3,
    healed: { published: 14, booked: 13 },
    reading: {
      readAt: JUDGED_AT,
      available: 98_765_432_100n,
      currency: 'COP',
      cached: { available: 98_000_000_000n, updatedAt: JUDGED_AT - DAY },
    },
    totals: {
      transfers: 5_432,
      payments: 87,
      inFlight: 21,
      oldestInFlightAt: JUDGED_AT - DAY,
      currencies: { COP: { compared: 1_234_567_890_123n, drifting: 7_654_321n, inFlight: 9_999n } },
    },
    proof: {
      currency: 'COP',
      openingAt: JUDGED_AT - DAY,
      opening: 100_000_000_000n,
      isOpeningBooked: false,
      carried: 0n,
      lines: [
        line('credits', 5_000_000_000n),
        line('settlements', -6_000_000_000n),
        line('fees', -190_000_000n),
        line('iva', -36_100_000n),
        line('gmf', -24_000_000n),
      ],
      closingAt: JUDGED_AT,
      closing: 98_765_432_100n,
      booked: 98_749_900_000n,
      bookedUpTo: [1_125_899_906_900_000n],
      inFlight: {
        amount: 12_345_600n,
        count: 21,
        oldestAt: JUDGED_AT - DAY,
        debitedAt: 'settlement',
        line: 0n,
        explainedBy: [],
      },
      named: { amount: 5_532_100n, drifts: 2 },
      difference: 10_000_000n,
      aged: [
        {
          driftId: '0f8fad5b-d9cb-569f-a165-000000000099',
          amount: 10_000_000n,
          since: JUDGED_AT - 4 * DAY,
        },
      ],
      candidates: [
        {
          kind: 'missing-credit',
          explanation: 'A credit of that amount whose webhook never came.',
        },
      ],
      cached: { available: 98_000_000_000n, updatedAt: JUDGED_AT - DAY, isStale: true },
    },
  },
};

async function* sampleDrifts(): AsyncGenerator<RunDrift> {
  yield* drifts;
}

/** A report with every kind of drift, for whoever looks at its page; `rowsMax` of them are listed. */
export async function sampleReport({ rowsMax = 1_000 } = {}): Promise<Report> {
  const place = { chainNumber: 1, previousDigest: GENESIS_DIGEST };
  return buildReport(await collectSource(sampleDrifts(), run, { place, rowsMax }));
}
