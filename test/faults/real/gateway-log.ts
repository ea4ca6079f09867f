import { randomBytes } from 'node:crypto';
import { createCodec, type Codec } from '@riel/avro';
import {
  createKafka,
  createProducer,
  groupOffsets,
  startConsumer,
  topicOffsets,
  type ConsumedRecord,
  type Kafka,
  type PartitionOffsets,
} from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { keyOf, TRANSFERS_TOPIC, type EventOf, type TransferId } from '@riel/schemas';
import { until } from './until.ts';

/** What the log says became of a transfer. A record that is there twice says it once. */
export interface SaidByLog {
  readonly accepted: ReadonlySet<string>;
  readonly isRefused: boolean;
  readonly isCancelled: boolean;
}

/** The log of transfers, written and read by a test. */
export interface GatewayLog {
  produce(
    events: readonly EventOf<'TransferRequested' | 'TransferCancellationRequested'>[],
  ): Promise<void>;
  saidOf(transferId: TransferId): SaidByLog;
  /** Reads on to what is the end now. */
  readToEnd(): Promise<void>;
  /** Waits until gateways have read what is in the log now. */
  readByGateways(): Promise<void>;
  /** Every record that is not a request, headers and bytes: what gateways wrote. */
  readonly written: readonly string[];
  /** How many records there are. */
  count(): Promise<bigint>;
  stop(): Promise<void>;
}

/** Headers of a trace as anybody may write them: with more in them than ids. */
export const canaryOfTraces = 'canary-in-a-trace';
const strangeTrace = {
  traceparent: `cc-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01-${canaryOfTraces}`,
  tracestate: `riel=${canaryOfTraces}`,
  baggage: `payee=${canaryOfTraces}`,
};

/** The gateway's default. */
const GATEWAY_GROUP = 'riel-mono-gateway';

interface Said {
  readonly accepted: Set<string>;
  isRefused: boolean;
  isCancelled: boolean;
}

const nothing: SaidByLog = { accepted: new Set(), isRefused: false, isCancelled: false };

const requestTypes: ReadonlySet<string> = new Set([
  'riel.TransferRequested',
  'riel.TransferCancellationRequested',
]);

type LogCodec = Codec<'TransferRequested' | 'TransferCancellationRequested', 'TransferAccepted'>;

/** Remembers what records say, and how far each partition was read. */
function createMemory(codec: Pick<LogCodec, 'decode'>) {
  const said = new Map<string, Said>();
  const read = new Map<number, bigint>();
  const written: string[] = [];
  return {
    written,
    saidOf: (transferId: TransferId): SaidByLog => said.get(transferId) ?? nothing,
    hasRead: ({ partition, low, high }: PartitionOffsets): boolean =>
      high === low || (read.get(partition) ?? 0n) >= high,
    take: (partition: number, { key, headers, value, offset }: ConsumedRecord): void => {
      read.set(partition, offset + 1n);
      const known = said.get(key ?? '') ?? { ...nothing, accepted: new Set<string>() };
      said.set(key ?? '', known);
      const type = headers['ce_type'];
      if (!requestTypes.has(type ?? '')) {
        written.push(`${JSON.stringify(headers)} ${value?.toString('latin1') ?? ''}`);
      }
      if (type === 'riel.TransferRefused') known.isRefused = true;
      if (type === 'riel.TransferCancelledByCaller') known.isCancelled = true;
      if (type !== 'riel.TransferAccepted') return;
      const decoded = codec.decode(value);
      if (decoded.kind === 'event') known.accepted.add(decoded.event.value.monoTransferId);
    },
  };
}

/** Opens it and begins to read. */
export async function openGatewayLog(addresses: {
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
}): Promise<GatewayLog> {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const brokers = [...addresses.kafkaBrokers];
  const kafka = createKafka({ brokers, clientId: 'riel-test', logger });
  const codec: LogCodec = await createCodec({
    registryUrl: addresses.schemaRegistryUrl,
    writes: ['TransferRequested', 'TransferCancellationRequested'],
    reads: ['TransferAccepted'],
  });
  const producer = createProducer(kafka);
  const memory = createMemory(codec);
  const consumer = await startConsumer({
    kafka,
    groupId: `riel-test-${randomBytes(6).toString('hex')}`,
    topics: [TRANSFERS_TOPIC],
    onChunk: async ({ partition, records }) => {
      await codec.prepare(records.map(({ value }) => value));
      for (const record of records) memory.take(partition, record);
      return { kind: 'done' };
    },
    onFatal: (error) => {
      throw error;
    },
  });
  return {
    written: memory.written,
    saidOf: memory.saidOf,
    produce: async (events) => {
      const records = events.map((event) => ({
        key: keyOf(event),
        value: codec.encode(event.name, event.value),
        headers: { ...strangeTrace, ce_type: `riel.${event.name}`, ce_id: event.value.eventId },
      }));
      await producer.send([{ topic: TRANSFERS_TOPIC, records }]);
    },
    readToEnd: async () => {
      const ends = await topicOffsets(kafka, TRANSFERS_TOPIC);
      await until('the log is read to its end', () => ends.every(memory.hasRead));
    },
    readByGateways: async () => await untilReadByGateways(kafka),
    count: async () => {
      const ends = await topicOffsets(kafka, TRANSFERS_TOPIC);
      return ends.reduce((sum, { high }) => sum + high, 0n);
    },
    stop: async () => {
      await consumer.stop();
      await producer.stop();
    },
  };
}

async function untilReadByGateways(kafka: Kafka): Promise<void> {
  const ends = await topicOffsets(kafka, TRANSFERS_TOPIC);
  await until('gateways read the log', async () => {
    const theirs = await groupOffsets(kafka, { groupId: GATEWAY_GROUP, topic: TRANSFERS_TOPIC });
    return ends.every(
      ({ partition, low, high }) => high === low || (theirs.get(partition) ?? 0n) >= high,
    );
  });
}
