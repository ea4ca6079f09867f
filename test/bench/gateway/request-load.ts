import { createCodec } from '@riel/avro';
import { createKafka, createProducer } from '@riel/kafka';
import type { TestRequests } from '@riel/mono-gateway/testing';
import { createLogger, now } from '@riel/runtime';
import { TRANSFERS_TOPIC, type Instant } from '@riel/schemas';
import type { OwnStack } from '../../support/own-stack.ts';

const SEND_RECORDS = 2_000;
const STEP_MILLISECONDS = 10;
const MILLISECONDS = 1_000;

/** A signed request with a sealed payee, encoded as the command service does it. */
export interface RequestRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes requests in advance, and puts them into the log. */
export interface RequestLoad {
  make(transfers: number): readonly RequestRecord[];
  /** As fast as the broker takes them. */
  send(records: readonly RequestRecord[]): Promise<void>;
  /** So many in a second. Answers when each was sent, in milliseconds since the epoch, by transfer. */
  pace(records: readonly RequestRecord[], perSecond: number): Promise<ReadonlyMap<string, number>>;
  stop(): Promise<void>;
}

const headers = {
  ce_type: 'riel.TransferRequested',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

/** All requests are of one caller and one Mono account. */
export async function createRequestLoad(
  stack: OwnStack,
  requests: Pick<TestRequests, 'request'>,
): Promise<RequestLoad> {
  const registryUrl = stack.schemaRegistryUrl;
  const codec = await createCodec({ registryUrl, writes: ['TransferRequested'], reads: [] });
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const kafka = createKafka({ brokers: stack.kafkaBrokers, clientId: 'bench', logger });
  const producer = createProducer(kafka);
  const sendSome = (some: readonly RequestRecord[]): Promise<void> =>
    producer.send([{ topic: TRANSFERS_TOPIC, records: [...some] }]);
  let made = 0;
  const makeOne = (at: Instant): RequestRecord => {
    made += 1;
    const request = requests.request({ idempotencyKey: `bench-${made}`, at });
    const value = codec.encode('TransferRequested', request);
    return { key: request.transferId, value, headers };
  };
  return {
    make: (transfers) => {
      const at = now();
      return Array.from({ length: transfers }, () => makeOne(at));
    },
    send: async (records) => {
      for (let from = 0; from < records.length; from += SEND_RECORDS) {
        await sendSome(records.slice(from, from + SEND_RECORDS));
      }
    },
    pace: async (records, perSecond) => {
      const sentAt = new Map<string, number>();
      const begun = performance.now();
      let sent = 0;
      const sends: Promise<void>[] = [];
      while (sent < records.length) {
        const due = ((performance.now() - begun) / MILLISECONDS) * perSecond;
        const some = records.slice(sent, Math.min(records.length, Math.floor(due)));
        sent += some.length;
        const at = performance.timeOrigin + performance.now();
        for (const { key } of some) sentAt.set(key, at);
        if (some.length > 0) sends.push(sendSome(some));
        await new Promise((resolve) => {
          setTimeout(resolve, STEP_MILLISECONDS);
        });
      }
      await Promise.all(sends);
      return sentAt;
    },
    stop: () => producer.stop(),
  };
}
