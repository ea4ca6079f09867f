import { expect, test } from 'vitest';
import { RuntimeError } from './errors.ts';
import { createLogger, type LogFields, type Logger } from './logger.ts';

const CANARY = 'c4n4ry';

function recorded(fields: readonly string[] = []) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const logger = createLogger({ service: 'test', level: 'info', fields, destination });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

test('a line has level, time, service, message and the allowed fields', () => {
  const { logger, last } = recorded(['waitingRecords']);
  logger.child({ transferId: 't-1' }).info({ offset: 7n, waitingRecords: 3 }, 'relayed');
  const { time, ...line } = last();
  expect(time).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  expect(line).toEqual({
    level: 'info',
    service: 'test',
    transferId: 't-1',
    offset: '7',
    waitingRecords: 3,
    msg: 'relayed',
  });
});

test('fields that are not allowed, and objects in allowed ones, are counted and dropped', () => {
  const { logger, lines, last } = recorded();
  const fields = {
    apiKey: CANARY,
    transferId: { id: CANARY },
    topic: ['a', { b: CANARY }],
    [CANARY]: 1,
  };
  logger.info(fields, 'something happened');
  expect(last()).toMatchObject({ fieldsDropped: 4 });
  expect(lines.join('')).not.toContain(CANARY);
});

test('a service cannot allow a field that names a secret or a payee', () => {
  const names = [
    'body',
    'rawBody',
    'headers',
    'authorization',
    'signature',
    'apiKey',
    'key',
    'payee',
  ];
  names.push('documentNumber', 'email', 'accountNumber', 'name', 'payeeName', 'token', 'request');
  for (const field of names) {
    expect(() => recorded([field])).toThrow(`${field} must not be in a log`);
  }
  expect(() => recorded(['waitingRecords', 'topicName'])).not.toThrow();
});

test('levels below the one asked for are not written', () => {
  const { logger, lines } = recorded();
  logger.debug({}, 'no');
  logger.trace({}, 'no');
  logger.warn({}, 'yes');
  expect(lines).toHaveLength(1);
});

test('format marks in a message and long texts do no harm', () => {
  const { logger, last } = recorded();
  logger.info({ reason: 'x'.repeat(10_000) }, 'done %s %d %o');
  expect(last()).toMatchObject({ msg: 'done %s %d %o', reason: 'x'.repeat(256) });
});

/** Every place where something secret has been seen to hide. */
function plantedFields(): readonly LogFields[] {
  const request = { headers: { authorization: `Bearer ${CANARY}` }, body: { name: CANARY } };
  const driver = Object.assign(new Error(`duplicate key (${CANARY})`), {
    code: '23505',
    detail: `Key (document)=(${CANARY}) exists`,
    query: `insert ${CANARY}`,
    parameters: [CANARY],
  });
  const named = new Error('x');
  named.name = `Error ${CANARY}`;
  const codeLike = Object.assign(new Error('x'), { code: `key-${CANARY}`, type: CANARY });
  const lines = new Error(`first\n    at ${CANARY}\n    at fake (${CANARY})\n${CANARY}`);
  const getter = {
    get transferId() {
      return { toJSON: () => CANARY };
    },
  };
  return [
    {
      apiKey: CANARY,
      signature: CANARY,
      payee: { name: CANARY },
      body: CANARY,
      headers: { a: CANARY },
    },
    { request, response: request, err: driver, e: driver, cause: driver },
    { error: driver },
    { error: new RuntimeError('RIEL_OVERLOADED', 'fine', { cause: driver }) },
    { error: new Error('outer', { cause: new Error(CANARY, { cause: driver }) }) },
    { error: new AggregateError([driver, lines, CANARY], CANARY) },
    { error: named },
    { error: codeLike },
    { error: lines },
    { error: CANARY },
    { error: { message: CANARY, stack: CANARY, code: CANARY } },
    { error: Object.assign(new Error('x'), request) },
    { transferId: [CANARY, { deep: CANARY }], topic: new Map([[CANARY, CANARY]]) },
    { topic: Buffer.from(CANARY), reason: Symbol(CANARY), state: () => CANARY },
    { time: CANARY, level: CANARY, msg: CANARY, service: CANARY, pid: CANARY, hostname: CANARY },
    getter,
  ];
}

test('planted keys, signatures and payees never come out', () => {
  const { logger, lines } = recorded();
  const planted = plantedFields();
  const through = (use: Logger): void => {
    for (const fields of planted) {
      use.error(fields, 'something failed');
      use.child(fields).child(fields).fatal(fields, 'something failed');
    }
  };
  through(logger);
  through(logger.child({ caller: 'shop', payee: CANARY, error: new Error(CANARY) }));
  expect(lines).toHaveLength(planted.length * 4);
  expect(lines.join('\n')).not.toContain(CANARY);
  expect(lines.join('\n')).not.toContain(Buffer.from(CANARY).toString('base64'));
});

test('tells which levels are written', () => {
  const logger = createLogger({ service: 'test', level: 'warn', destination: { write: () => {} } });
  expect([logger.isEnabled('info'), logger.isEnabled('warn')]).toEqual([false, true]);
  expect(logger.child({ attempt: 1 }).isEnabled('error')).toBe(true);
});
