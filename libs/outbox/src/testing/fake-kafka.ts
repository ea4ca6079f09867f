import type { ProducedBatch, Producer } from '@riel/kafka';

/** What a fake broker does with one call: deliver, refuse, or deliver and fail all the same. */
export type Fault = 'none' | 'refuse' | 'deliver-then-fail';

/** A record as the fake broker holds it. */
export interface Delivered {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A broker in memory whose failures the test chooses. */
export interface FakeKafka {
  readonly producer: Pick<Producer, 'send'>;
  readonly log: readonly Delivered[];
  /** Number of records of each call, failed ones too. */
  readonly calls: readonly number[];
  /** Asked before each call; may wait, to hold a relay inside its transaction. */
  onSend: (batches: readonly ProducedBatch[]) => Promise<Fault>;
  /** Runs after delivery and before the answer: here a relay can be killed. */
  afterDelivery: () => Promise<void>;
}

export const createFakeKafka = (): FakeKafka => {
  const log: Delivered[] = [];
  const calls: number[] = [];
  const fake: FakeKafka = {
    log,
    calls,
    onSend: () => Promise.resolve('none'),
    afterDelivery: () => Promise.resolve(),
    producer: {
      send: async (batches) => {
        calls.push(batches.reduce((count, { records }) => count + records.length, 0));
        const fault = await fake.onSend(batches);
        if (fault === 'refuse') {
          throw sendError();
        }
        for (const { topic, records } of batches) {
          for (const { key, value, headers } of records) {
            log.push({ topic, key, value: value.toString(), headers });
          }
        }
        await fake.afterDelivery();
        if (fault === 'deliver-then-fail') {
          throw sendError();
        }
      },
    },
  };
  return fake;
};

const sendError = (): Error =>
  Object.assign(new Error('no answer of the broker'), { code: 'RIEL_KAFKA_SEND' });
