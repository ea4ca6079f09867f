import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { connect, sql, type Database } from '@riel/database';
import { createMonoClient } from '@riel/mono-client';
import { createLogger } from '@riel/runtime';
import type { Instant, MonoAccountId, TransferId } from '@riel/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { createTestGateway, testApiKey, type TestGateway } from '../testing/test-gateway.ts';
import { canaryPayee, createTestRequests, type TestRequests } from '../testing/test-requests.ts';
import { outcomeCodes, outcomeTable, type OutcomeCode } from './outcome-table.ts';
import { sendAttempt } from './send-attempt.ts';
import { settleAttempts } from './settle-attempts.ts';
import { takeAttempts } from './take-attempts.ts';

/*
 * The table of outcomes over the wire: a server does what the row names, and what the gateway then
 * believes is read from its database. Nothing that it says may show a key, a payee or a body.
 */

const at = 1_800_000_000_000_000 as Instant;
const limits = {
  headersTimeoutMilliseconds: 100,
  bodyTimeoutMilliseconds: 100,
  totalTimeoutMilliseconds: 600,
  answerBytesMax: 20_000,
};

let server: TestDatabase;
let database: Database;
let requests: TestRequests;
let gateway: TestGateway;
let mono: Server;
let port = 0;
let answer: (socket: Socket, transferId: string) => void = () => undefined;
const lines: string[] = [];
let offset = 0n;

beforeAll(async () => {
  server = await createTestDatabase();
  database = await connect({ url: server.url, schema: 'gateway', applicationName: 'test' });
  requests = await createTestRequests();
  const logger = createLogger({
    service: 'test',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  });
  gateway = createTestGateway({
    database,
    requests,
    logger,
    transport: { request: () => Promise.reject(new Error()), close: () => Promise.resolve() },
    now: () => at,
  });
  await gateway.keys.register();
  mono = createServer((socket) => {
    let asked = '';
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      asked += piece.toString();
      const transferId = /"external_id":"([^"]+)"/.exec(asked)?.[1];
      if (transferId !== undefined && asked.trimEnd().endsWith('}')) answer(socket, transferId);
    });
  });
  await new Promise<void>((resolve) => void mono.listen(0, '127.0.0.1', resolve));
  ({ port } = mono.address() as AddressInfo);
});
afterAll(async () => {
  await new Promise((resolve) => void mono.close(resolve));
  await database.close();
  await server.drop();
});

const head = (status: number, body: string, headers = ''): string =>
  `HTTP/1.1 ${status} Said\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n${headers}\r\n`;

type Answering = typeof answer;

const says =
  (status: number, body: unknown = {}, headers = ''): Answering =>
  (socket) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    socket.end(`${head(status, text, headers)}${text}`);
  };

const created =
  (status: number, change: (one: object) => readonly object[]): Answering =>
  (socket, external_id) => {
    const one = { id: `trn_${'0'.repeat(22)}`, state: 'created', external_id, entity_id: null };
    says(status, { transfers: change(one) })(socket, external_id);
  };

const error = (path: string | null) => ({
  id: `log_${'0'.repeat(22)}`,
  message: canaryPayee.name,
  errors: [{ error_code: 'validation_error', message: canaryPayee.accountNumber, path }],
});

/** Says the head at once and goes on for ever, a byte at a time. */
const drips: Answering = (socket) => {
  socket.write(head(201, ' '.repeat(1_000)));
  const dripping = setInterval(() => socket.write(' '), 40);
  socket.on('close', () => clearInterval(dripping));
};

interface Row {
  readonly does: string;
  readonly answer: Answering;
  readonly code: OutcomeCode;
  readonly state: string;
  readonly alarm?: string;
  readonly laneStop?: string;
  readonly dueAfterSeconds?: number;
  readonly scheme?: 'https';
  readonly isAway?: true;
}

const looking = { state: 'looking' } as const;
const inAnHour = new Date(at / 1_000 + 60_000).toUTCString();

const rows: readonly Row[] = [
  { does: '201', answer: created(201, (one) => [one]), code: 'created', state: 'done' },
  { does: '200', answer: created(200, (one) => [one]), code: 'created', state: 'done' },
  {
    does: '201 without the member',
    answer: created(201, () => []),
    code: 'created',
    ...looking,
    alarm: 'member-missing',
  },
  {
    does: '201 with one more',
    answer: created(201, (one) => [one, { ...one, id: `trn_${'1'.repeat(22)}`, external_id: 'x' }]),
    code: 'created',
    state: 'done',
    alarm: 'foreign-id',
    laneStop: 'foreign-id',
  },
  {
    does: '201 with another instead',
    answer: created(201, (one) => [{ ...one, external_id: 'x' }]),
    code: 'created',
    ...looking,
    alarm: 'foreign-id',
    laneStop: 'foreign-id',
  },
  {
    does: '201 that echoes no id',
    answer: created(201, (one) => [{ ...one, external_id: null }]),
    code: 'created',
    ...looking,
    alarm: 'no-echo',
    laneStop: 'no-echo',
  },
  { does: '201 that is no JSON', answer: says(201, '<p>ok'), code: 'unreadable', ...looking },
  {
    does: '302',
    answer: says(302, '', 'location: http://127.0.0.1:1/\r\n'),
    code: 'redirect',
    ...looking,
  },
  { does: '400', answer: says(400, error(null)), code: 'bad-request', state: 'refusing' },
  { does: '401', answer: says(401, error(null)), code: 'unauthorized', state: 'ready' },
  { does: '403', answer: says(403, error(null)), code: 'forbidden', state: 'ready' },
  { does: '404', answer: says(404), code: 'not-found', ...looking, laneStop: 'not-found' },
  { does: '408', answer: says(408), code: 'request-timeout', state: 'ready' },
  { does: '409', answer: says(409), code: 'conflict', ...looking },
  { does: '418', answer: says(418), code: 'other-status', ...looking, alarm: 'unexpected-status' },
  { does: '422', answer: says(422, error('#/x')), code: 'unprocessable', state: 'refusing' },
  {
    does: '429 with seconds',
    answer: says(429, '', 'retry-after: 60\r\n'),
    code: 'too-many-requests',
    state: 'ready',
    dueAfterSeconds: 60,
  },
  {
    does: '429 with a date',
    answer: says(429, '', `retry-after: ${inAnHour}\r\n`),
    code: 'too-many-requests',
    state: 'ready',
    dueAfterSeconds: 60,
  },
  ...[500, 502, 503, 504].map((status): Row => ({
    does: `${status}`,
    answer: says(status, '<html>'),
    code: 'server-error',
    ...looking,
  })),
  { does: 'nobody there', answer: says(201), code: 'not-sent', state: 'ready', isAway: true },
  { does: 'no TLS', answer: says(201), code: 'not-sent', state: 'ready', scheme: 'https' },
  {
    does: 'a reset behind the request',
    answer: (socket) => void socket.resetAndDestroy(),
    code: 'reset',
    ...looking,
  },
  { does: 'silence', answer: () => undefined, code: 'time-out', ...looking },
  {
    does: 'half an answer',
    answer: (socket) => void socket.write(`${head(201, '1234')}12`),
    code: 'time-out',
    ...looking,
  },
  { does: 'an endless answer', answer: drips, code: 'time-out', ...looking },
  {
    does: 'an answer that is too large',
    answer: says(201, 'x'.repeat(30_000)),
    code: 'answer-too-large',
    ...looking,
  },
  {
    does: 'what is no HTTP',
    answer: (socket) => void socket.end('NOT HTTP\r\n\r\n'),
    code: 'bad-protocol',
    ...looking,
  },
];

async function play(row: Row): Promise<{ transferId: TransferId; account: MonoAccountId }> {
  const request = requests.request({
    idempotencyKey: row.does,
    monoAccountId: `acc_${row.does.replaceAll(' ', '_')}`,
    at,
  });
  const { transferId, monoAccountId: account } = request;
  await gateway.consume([{ name: 'TransferRequested', value: request }], offset);
  offset += 1n;
  answer = row.answer;
  const address = row.isAway === true ? '127.0.0.1:1' : `127.0.0.1:${port}`;
  const client = createMonoClient({ baseUrl: `${row.scheme ?? 'http'}://${address}`, limits });
  const lane = { ...(await gateway.takeLane(account)), client };
  const taken = await takeAttempts(lane, 1);
  for (const attempt of taken.kind === 'taken' ? taken.attempts : []) {
    const { submissionId, number } = attempt;
    const result = await sendAttempt(attempt, lane);
    await settleAttempts(lane, [{ submissionId, number, result, endedAt: at }]);
  }
  await client.close();
  return { transferId, account };
}

const alarmsNow = async (alarm: string): Promise<number> => {
  const line = new RegExp(`^riel_gateway_alarms_total{alarm="${alarm}"[^}]*} (\\d+)`, 'm');
  return Number(line.exec(await gateway.metrics.text())?.[1] ?? 0);
};

it.each(rows)('$does: $code, then $state', async (row) => {
  const before = await alarmsNow(row.alarm ?? '');
  const { transferId, account } = await play(row);
  const { rows: held } = await sql<Record<string, unknown>>`
    select a.outcome, s.state, s.has_unknown, s.due_at::text as due_at, l.stopped_reason, a.key_id
      from gateway.transfers t join gateway.submissions s using (submission_id)
      join gateway.attempts a using (submission_id)
      join gateway.lanes l on l.mono_account_id = ${account}
     where t.transfer_id = ${transferId}`.execute(database.kysely);
  expect(held).toMatchObject([
    {
      outcome: row.code,
      state: row.state,
      has_unknown: row.state === 'looking',
      stopped_reason: row.laneStop ?? null,
      key_id: testApiKey.id,
    },
  ]);
  const dueAfterSeconds = (row.dueAfterSeconds ?? 1) - 1;
  expect(Number(held[0]?.['due_at'])).toBeGreaterThanOrEqual(at + dueAfterSeconds * 1_000_000);
  const raised = row.alarm === undefined ? 0 : 1;
  expect(await alarmsNow(row.alarm ?? '')).toBe(before + raised);
});

it('every row of the table was played, but those that no server can bring about', () => {
  const played = new Set<OutcomeCode>(rows.map(({ code }) => code));
  const others = outcomeCodes.filter((code) => !played.has(code));
  expect(others.toSorted()).toEqual(['aborted', 'lost', 'not-started', 'other-failure']);
  expect(outcomeTable.lost.verdict).toBe('unknown');
});

it('none of it shows a key, a payee or a body', async () => {
  const stored: string[] = [];
  for (const table of ['submissions', 'attempts', 'transfers', 'outbox', 'lanes']) {
    const { rows: texts } = await sql<{ text: string }>`
      select t::text as text from ${sql.table(`gateway.${table}`)} t`.execute(database.kysely);
    stored.push(...texts.map(({ text }) => text));
  }
  const everything = [...lines, ...stored, await gateway.metrics.text()].join('\n');
  const canaries = [testApiKey.secret, ...Object.values(canaryPayee)];
  for (const canary of canaries.filter((text) => text.length > 3)) {
    expect(everything).not.toContain(canary);
    expect(everything).not.toContain(Buffer.from(canary).toString('hex'));
  }
});
