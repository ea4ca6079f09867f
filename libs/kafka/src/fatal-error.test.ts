import { expect, test } from 'vitest';
import { OffsetOutOfRangeError } from './errors.ts';
import { fatalErrorOf } from './fatal-error.ts';

test('an offset out of range is found under what kafkajs wraps around it', () => {
  const inner = new OffsetOutOfRangeError('topic', 3);
  const outer = new Error('crash', { cause: new Error('retrier', { cause: inner }) });
  expect(fatalErrorOf(outer, 'group')).toBe(inner);
});

test('used-up retries mean that Kafka is away', () => {
  const error = Object.assign(new Error('gave up'), { name: 'KafkaJSNumberOfRetriesExceeded' });
  expect(fatalErrorOf(error, 'group')).toMatchObject({
    code: 'RIEL_KAFKA_UNAVAILABLE',
    cause: error,
  });
});

test('anything else is a crash of the consumer', () => {
  const error = new TypeError('bug');
  expect(fatalErrorOf(error, 'group')).toMatchObject({
    code: 'RIEL_KAFKA_CONSUMER_CRASHED',
    cause: error,
  });
});
