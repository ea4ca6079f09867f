import type { Logger } from '@riel/runtime';
import type { LogEntry } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { createClientLog } from './client-log.ts';

const levels = { error: 1, warn: 2, info: 4, debug: 5 } as const;

const write = (entry: {
  namespace: string;
  level: keyof typeof levels;
  log: Record<string, unknown>;
}): { level: string; fields: Record<string, unknown>; message: string } => {
  const lines: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const at = (level: string) => (fields: Record<string, unknown>, message: string) =>
    lines.push({ level, fields, message });
  const logger = Object.fromEntries(Object.keys(levels).map((level) => [level, at(level)]));
  createClientLog(logger as unknown as Logger)({
    namespace: entry.namespace,
    level: levels[entry.level],
    label: entry.level.toUpperCase(),
    log: { logger: 'kafkajs', timestamp: '', ...entry.log },
  } as unknown as LogEntry);
  return lines[0]!;
};

describe('levels', () => {
  test.each([
    ['Connection', "The coordinator is loading and hence can't process requests for this group"],
    ['Consumer', 'Crash: KafkaJSProtocolError: The group is rebalancing, so a rejoin is needed'],
    ['Runner', 'The group is rebalancing, re-joining'],
    ['Producer', 'Limiting retries for the idempotent producer may invalidate EoS guarantees'],
  ] as const)('%s: what kafkajs retries by itself is debug', (namespace, message) => {
    expect(write({ namespace, level: 'error', log: { message } }).level).toBe('debug');
  });

  test('the broker error may stand in its own field', () => {
    const log = {
      message: 'Response FindCoordinator',
      error: 'The group coordinator is not available',
    };
    expect(write({ namespace: 'Connection', level: 'error', log })).toMatchObject({
      level: 'debug',
      fields: { code: 'GROUP_COORDINATOR_NOT_AVAILABLE' },
    });
  });

  test('a broker that is away is a warning, a refusal an error, chatter debug', () => {
    const level = (from: keyof typeof levels, message: string): string =>
      write({ namespace: 'Connection', level: from, log: { message } }).level;
    expect(level('error', 'Connection error: connect ECONNREFUSED')).toBe('warn');
    expect(level('error', 'Topic authorization failed')).toBe('error');
    expect(level('info', 'Consumer has joined the group')).toBe('debug');
  });
});

test('no record can come out, whatever kafkajs adds to a line', () => {
  const line = write({
    namespace: 'Producer',
    level: 'error',
    log: {
      message: 'invalid value canary-text',
      error: new Error('canary-error'),
      payload: Buffer.from('canary-payload'),
      stack: 'canary-stack',
      topic: 'riel.transfers.v1',
      partition: 2,
    },
  });
  expect(JSON.stringify(line)).not.toContain('canary');
  expect(line.fields).toMatchObject({ topic: 'riel.transfers.v1', partition: 2 });
});
