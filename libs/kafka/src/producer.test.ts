import { expect, test } from 'vitest';
import type { Kafka } from './kafka.ts';
import { createProducer } from './producer.ts';
import type { ProducedBatch } from './records.ts';

interface Request {
  readonly producer: number;
  readonly values: string[];
  readonly finish: (error?: Error) => void;
}

/** A cluster whose answers the test gives, request by request. */
const fakeKafka = (): {
  kafka: Kafka;
  next: () => Promise<Request>;
  opened: object[];
  disconnected: number[];
} => {
  const requests: Request[] = [];
  const waiting: ((request: Request) => void)[] = [];
  const opened: object[] = [];
  const disconnected: number[] = [];
  const sendBatch =
    (producer: number) =>
    (sent: { topicMessages: { messages: { value: Buffer }[] }[] }): Promise<void> =>
      new Promise((resolve, reject) => {
        const messages = sent.topicMessages.flatMap((each) => each.messages);
        const request: Request = {
          producer,
          values: messages.map(({ value }) => value.toString()),
          finish: (error) => (error === undefined ? resolve() : reject(error)),
        };
        const taker = waiting.shift();
        if (taker === undefined) {
          requests.push(request);
        } else {
          taker(request);
        }
      });
  const client = {
    producer: (options: object) => {
      const number = opened.push(options);
      return {
        connect: () => Promise.resolve(),
        disconnect: () => Promise.resolve(void disconnected.push(number)),
        sendBatch: sendBatch(number),
      };
    },
  };
  return {
    kafka: { client } as unknown as Kafka,
    opened,
    disconnected,
    next: async () =>
      requests.shift() ?? (await new Promise<Request>((resolve) => waiting.push(resolve))),
  };
};

const batch = (...values: string[]): ProducedBatch[] => [
  {
    topic: 'topic',
    records: values.map((value) => ({ key: 'k', value: Buffer.from(value), headers: {} })),
  },
];

test('is idempotent with one request in flight, and never creates topics', async () => {
  const { kafka, next, opened } = fakeKafka();
  const producer = createProducer(kafka);
  const sent = producer.send(batch('a'));
  (await next()).finish();
  await sent;
  expect(opened[0]).toMatchObject({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: expect.any(Function),
  });
});

test('calls that arrive while a request is out share the next one, in order', async () => {
  const { kafka, next } = fakeKafka();
  const producer = createProducer(kafka);
  const first = producer.send(batch('a'));
  const request = await next();
  const others = [producer.send(batch('b', 'c')), producer.send(batch('d'))];
  request.finish();
  await first;
  const second = await next();
  expect(second.values).toEqual(['b', 'c', 'd']);
  second.finish();
  await Promise.all(others);
});

test('after a failure the kafkajs producer is replaced: its sequence numbers are not to be trusted', async () => {
  const { kafka, next, disconnected } = fakeKafka();
  const producer = createProducer(kafka);
  const failing = producer.send(batch('a'));
  const cause = new Error('The broker received an out of order sequence number');
  const request = await next();
  const following = producer.send(batch('b'));
  request.finish(cause);
  await expect(failing).rejects.toMatchObject({
    code: 'RIEL_KAFKA_SEND',
    topics: ['topic'],
    cause,
  });
  const retried = await next();
  expect(retried).toMatchObject({ producer: 2, values: ['b'] });
  retried.finish();
  await following;
  expect(disconnected).toEqual([1]);
});

test('stopping waits for what was handed over and takes nothing more', async () => {
  const { kafka, next, disconnected } = fakeKafka();
  const producer = createProducer(kafka);
  const sent = producer.send(batch('a'));
  const request = await next();
  const stopped = producer.stop();
  await expect(producer.send(batch('b'))).rejects.toMatchObject({
    code: 'RIEL_KAFKA_PRODUCER_STOPPED',
  });
  request.finish();
  await Promise.all([sent, stopped]);
  expect(disconnected).toEqual([1]);
});

test('what is too large for one request is sent in several', async () => {
  const { kafka, next } = fakeKafka();
  const producer = createProducer(kafka, { requestBytesMax: 100 });
  const sent = producer.send(batch('a'.repeat(70), 'b'.repeat(70)));
  const first = await next();
  first.finish();
  const second = await next();
  second.finish();
  await sent;
  expect([first.values.length, second.values.length]).toEqual([1, 1]);
});
