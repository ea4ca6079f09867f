import { sql, type Database } from '@riel/database';
import { COLLECTIONS_TOPIC, TRANSFERS_TOPIC, type AnyEvent } from '@riel/schemas';
import { decodeJson } from '../fake-codec.ts';
import type { TestGateway } from '../test-gateway.ts';
import type { SeededRandom } from './random.ts';

/** Kafka as the gateway sees it: two topics of one partition each, and the offsets of its group. */
export interface LogModel {
  /** Every record, topic by topic. */
  readonly events: readonly AnyEvent[];
  append(topic: string, event: AnyEvent): void;
  /** A process begins to read: at the broker's offsets, as a consumer does. */
  assign(): void;
  /** Reading goes on elsewhere: `topic partition` to the next offset. */
  seek(places: ReadonlyMap<string, bigint>): void;
  /** Has the gateway read on. */
  consume(gateway: TestGateway, wish: ReadWish): Promise<void>;
  /** Relays events of the outbox; `between` is told when they are in the log and still in it. */
  publish(between: () => void, eventsMax: number): Promise<void>;
  /** What the outbox holds. */
  unpublished(): Promise<readonly AnyEvent[]>;
  /** Offsets of the group, as the broker has them: `topic partition` to the next offset. */
  readonly committed: ReadonlyMap<string, bigint>;
  readonly ends: ReadonlyMap<string, bigint>;
  /** Whether the process has read everything and the broker knows. */
  readonly isRead: boolean;
}

export interface ReadWish {
  readonly random: SeededRandom;
  /** At most so many records of each topic. */
  readonly recordsMax: number;
  /** Told between the commits of the database and of the broker. */
  readonly between: () => void;
  readonly onRepeated: () => void;
}

const topics = [TRANSFERS_TOPIC, COLLECTIONS_TOPIC] as const;
const UNPUBLISHED_MAX = 1_000;
const placeOf = (topic: string): string => `${topic} 0`;

/** One topic. */
interface Topic {
  readonly topic: string;
  readonly records: AnyEvent[];
  /** Where the living process reads next. */
  position: number;
}

export function createLogModel(database: Database): LogModel {
  const all = topics.map((topic): Topic => ({ topic, records: [], position: 0 }));
  const committed = new Map<string, bigint>();
  const committedOf = ({ topic }: Topic): number => Number(committed.get(placeOf(topic)) ?? 0n);
  const outbox = async (rowsMax: number) => {
    const { rows } = await sql<{ id: bigint; topic: string; payload: Buffer }>`
      select id, topic, payload from gateway.outbox order by id limit ${rowsMax}
    `.execute(database.kysely);
    return rows;
  };
  const append = (name: string, event: AnyEvent): void => {
    all.find(({ topic }) => topic === name)?.records.push(event);
  };
  return {
    append,
    committed,
    get events() {
      return all.flatMap(({ records }) => records);
    },
    get ends() {
      const known = all.filter(({ records }) => records.length > 0);
      return new Map(known.map(({ topic, records }) => [placeOf(topic), BigInt(records.length)]));
    },
    get isRead() {
      const hasAll = (offset: number, { records }: Topic): boolean => offset >= records.length;
      return all.every((one) => hasAll(one.position, one) && hasAll(committedOf(one), one));
    },
    assign: () => {
      for (const one of all) one.position = committedOf(one);
    },
    seek: (places) => {
      for (const one of all) {
        one.position = Number(places.get(placeOf(one.topic)) ?? one.position);
      }
    },
    unpublished: async () =>
      (await outbox(UNPUBLISHED_MAX)).map(({ payload }) => decodeJson(payload)),
    publish: async (between, eventsMax) => {
      const rows = await outbox(eventsMax);
      if (rows.length === 0) return;
      for (const { topic, payload } of rows) append(topic, decodeJson(payload));
      between();
      await sql`
        delete from gateway.outbox where id = any(${rows.map(({ id }) => id)}::bigint[])
      `.execute(database.kysely);
    },
    consume: async (gateway, wish) => {
      for (const one of all) await readTopic(one, gateway, { ...wish, committed });
    },
  };
}

interface TopicRead extends ReadWish {
  readonly committed: Map<string, bigint>;
}

async function readTopic(of: Topic, gateway: TestGateway, read: TopicRead): Promise<void> {
  const { topic, records } = of;
  const until = Math.min(records.length, of.position + read.random.whole(1, read.recordsMax));
  // Delivered again from somewhere before, as it happens when a group is balanced anew.
  const again = of.position > 0 && read.random.chance(0.15);
  const from = again ? read.random.whole(0, of.position - 1) : of.position;
  if (from === until) return;
  if (from < of.position) read.onRepeated();
  const place = { topic, firstOffset: BigInt(from), logEnd: BigInt(records.length) };
  const outcome = await gateway.read(records.slice(from, until), place);
  if (outcome.kind === 'seek') of.position = Number(outcome.offset);
  if (outcome.kind !== 'done') return;
  read.between();
  of.position = until;
  read.committed.set(placeOf(topic), BigInt(until));
  await gateway.noteOffsets([{ topic, partition: 0, offset: BigInt(until) }]);
}
