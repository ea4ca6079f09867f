import type { Codec } from '@riel/avro';
import { eventIdOf } from '@riel/ids';
import { keyOf } from '@riel/schemas';
import type { Instant, PeriodClosed, TablesActivated } from '@riel/schemas';
import { hash } from 'node:crypto';
import type { ChunkRecord } from '../projection/project-chunk.ts';
import type { BookedEvent, BookedEventName } from '../projection/read-record.ts';

/** One partition of the log in memory: encoded records, as a broker would keep them. */
export class TestLog {
  readonly records: ChunkRecord[] = [];
  readonly #codec: Codec<BookedEventName>;
  #nextOffset = 0n;

  constructor(codec: Codec<BookedEventName>) {
    this.#codec = codec;
  }

  /** The offset that the next record will have. */
  get nextOffset(): bigint {
    return this.#nextOffset;
  }

  append(...events: readonly BookedEvent[]): this {
    for (const event of events) {
      this.appendBytes(this.#codec.encode(event.name, event.value), keyOf(event));
    }
    return this;
  }

  appendBytes(value: Buffer | null, key: string | null = null): this {
    this.records.push({ offset: this.#nextOffset, key, value, traceparent: null });
    this.#nextOffset += 1n;
    return this;
  }

  /** Leaves offsets out, as control records do. */
  skipOffsets(count: bigint): this {
    this.#nextOffset += count;
    return this;
  }

  /** The same bytes once more, at the end. */
  repeat(index: number): this {
    const record = this.records[index];
    return record === undefined ? this : this.appendBytes(record.value, record.key);
  }

  /** Cuts the records from `offset` on into chunks of the sizes, the last size again and again. */
  chunks(sizes: readonly number[], offset = 0n): ChunkRecord[][] {
    const rest = this.records.filter((record) => record.offset >= offset);
    const chunks: ChunkRecord[][] = [];
    for (let index = 0; rest.length > 0; index += 1) {
      chunks.push(rest.splice(0, sizes[index] ?? sizes.at(-1) ?? 1));
    }
    return chunks;
  }
}

/** A marker that puts tables into force. */
export const tablesActivated = (
  markerNumber: number,
  tables: string,
): { name: 'TablesActivated'; value: TablesActivated } => ({
  name: 'TablesActivated',
  value: {
    eventId: eventIdOf(['TablesActivated', `${markerNumber}`]),
    occurredAt: (1_790_000_000_000_000 + markerNumber) as Instant,
    recordedAt: (1_790_000_000_000_000 + markerNumber) as Instant,
    markerNumber,
    tables,
    tablesDigest: hash('sha256', tables, 'hex'),
    author: 'accountant',
    reason: null,
  },
});

/** A marker that closes a month. */
export const periodClosed = (
  markerNumber: number,
  period: string,
): { name: 'PeriodClosed'; value: PeriodClosed } => ({
  name: 'PeriodClosed',
  value: {
    eventId: eventIdOf(['PeriodClosed', `${markerNumber}`]),
    occurredAt: (1_790_000_000_000_000 + markerNumber) as Instant,
    recordedAt: (1_790_000_000_000_000 + markerNumber) as Instant,
    markerNumber,
    period,
    author: 'accountant',
    reason: null,
    forced: false,
    reconciliationRunId: null,
  },
});
