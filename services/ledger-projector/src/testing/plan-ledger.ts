import { digestOfBody } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { keyOf } from '@riel/schemas';
import { genesisHash } from '../proof/chain.ts';
import type { ChunkPlan } from '../projection/chunk-draft.ts';
import type { Partition } from '../projection/partition.ts';
import { planChunk } from '../projection/plan-chunk.ts';
import type { BookedEvent, ReadFact } from '../projection/read-record.ts';
import { SubjectMemory } from '../projection/subject-memory.ts';

export const exampleTablesText = canonicalTables(exampleTables);

/** An event as a record that was read, with bytes that stand for it. */
export const factOf = (event: BookedEvent, offset: number): ReadFact => ({
  kind: 'fact',
  offset: BigInt(offset),
  eventId: event.value.eventId,
  digest: digestOfBody(Buffer.alloc(32), bytesOf(event)),
  subjectKey: keyOf(event),
  occurredAt: event.value.occurredAt,
  recordedAt: event.value.recordedAt,
  event,
});

const bytesOf = (event: BookedEvent): Buffer =>
  Buffer.from(
    JSON.stringify(event, (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  );

const emptyPartition: Partition = {
  partitionId: 1024,
  topic: 'riel.transfers.v1',
  partition: 0,
  clusterId: 'cluster',
  nextOffset: 0n,
  lastOffset: null,
  lastRecordDigest: null,
  chain: { number: 0, hash: genesisHash('riel.transfers.v1', 0), knownAt: null },
  inForce: { markerNumber: 0, tablesNumber: null, closedThrough: null },
};

/** A ledger in memory: what the database would hold between chunks, and all that was planned. */
export class PlanLedger {
  readonly plans: ChunkPlan[] = [];
  readonly #subjects = new Map<string, string>();
  readonly #known = new Map<string, Buffer[]>();
  readonly #memory: SubjectMemory;
  #partition = emptyPartition;
  #tables: ChunkPlan['tables'] = null;
  #offset = 0;

  /** With a memory for so many subjects; 0: each is read from its stored form. */
  constructor(subjectsRememberedMax = 0) {
    this.#memory = new SubjectMemory(subjectsRememberedMax);
  }

  /** Books events as one chunk. */
  book(...events: readonly BookedEvent[]): ChunkPlan {
    const records = events.map((event) => factOf(event, this.#offset++));
    const plan = planChunk({
      partition: this.#partition,
      tables: this.#tables,
      records,
      known: this.#known,
      subjects: this.#subjects,
      remembered: this.#memory.at(
        this.#partition,
        records.map(({ subjectKey }) => subjectKey),
      ),
      monthSums: this.plans.flatMap(({ balances }) =>
        balances.map((sum) => ({ ...sum, month: sum.bookingDate.slice(0, 7) })),
      ),
    });
    for (const { eventId, digest } of plan.facts) {
      this.#known.set(eventId, [...(this.#known.get(eventId) ?? []), digest]);
    }
    for (const { subjectKey, encoded } of plan.subjects) {
      this.#subjects.set(subjectKey, encoded);
    }
    const before = this.#partition;
    this.#partition = { ...before, chain: plan.chain, inForce: plan.inForce };
    this.#memory.keep(before, this.#partition, plan.subjects);
    this.#tables = plan.tables;
    this.plans.push(plan);
    return plan;
  }

  /** The entries of a plan in words: kind, date, and lines as account and amount. */
  static entriesOf(plan: ChunkPlan): string[] {
    const entries = new Map<string, string>();
    for (const posting of plan.postings) {
      const { chainNumber, entryNumber, kind, bookingDate, account, amount } = posting;
      const place = `${chainNumber}.${entryNumber}`;
      const before = entries.get(place) ?? `${bookingDate} ${kind}:`;
      entries.set(place, `${before} ${account} ${amount},`);
    }
    return [...entries.values()].map((text) => text.slice(0, -1));
  }

  /** Everything booked so far that a replay must give again. */
  summary(): unknown {
    const all = <Row>(pick: (plan: ChunkPlan) => readonly Row[]): Row[] => this.plans.flatMap(pick);
    return {
      chain: this.#partition.chain,
      inForce: this.#partition.inForce,
      facts: all((plan) => plan.facts),
      postings: all((plan) => plan.postings),
      reversals: all((plan) => plan.reversals),
      marks: all((plan) => plan.marks),
      subjects: [...this.#subjects].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    };
  }
}
