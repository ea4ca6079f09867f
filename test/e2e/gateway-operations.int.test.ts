import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { canaryKey, openOperations, type Operations } from './gateway-operations.ts';

// Processes start and end here, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let desk: Operations;
let ask: Operations['ask'];
let query: Operations['query'];
let givenSubmission: Operations['givenSubmission'];

beforeAll(async () => {
  desk = await openOperations();
  ({ ask, query, givenSubmission } = desk);
});

afterAll(async () => {
  await desk?.close();
});

beforeEach(async () => {
  for (const table of ['transfers', 'submissions', 'lanes', 'recoveries', 'broker_offsets']) {
    await query(`delete from gateway.${table}`);
  }
  await query('delete from gateway.pauses');
});

const by = { author: 'maria' };

it('without Kafka operators are served, and readiness waits', async () => {
  const statusOf = async (path: string) => (await fetch(new URL(path, desk.adminUrl))).status;
  expect(await statusOf('/health/live')).toBe(200);
  expect(await statusOf('/health/ready')).toBe(503);
  expect((await ask('/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
});

describe('who may', () => {
  it('nobody without a key, without the scope, or for another Mono account', async () => {
    const { path } = await givenSubmission({ state: 'looking', hasUnknown: true });
    expect((await ask('/admin/submissions', undefined, '')).status).toBe(401);
    expect((await ask('/admin/submissions', undefined, desk.moreKeys.reader)).status).toBe(403);
    expect((await ask('/admin/keys/mono-1/revoke', by, desk.moreKeys.reader)).status).toBe(403);
    const elsewhere = await ask('/admin/submissions', undefined, desk.moreKeys.elsewhere);
    expect(elsewhere.body['submissions']).toEqual([]);
    expect(await ask(`${path}/look-up`, by, desk.moreKeys.elsewhere)).toMatchObject({
      status: 404,
      body: { code: 'unknown-submission' },
    });
  });
});

describe('submissions', () => {
  it('are listed by state and age with the last outcome', async () => {
    const old = await givenSubmission({ state: 'refused-after-unknown', ageSeconds: 7_200 });
    const young = await givenSubmission({ state: 'looking', hasUnknown: true });
    const { body } = await ask('/admin/submissions');
    expect(body['submissions']).toMatchObject([
      {
        submissionId: old.submissionId,
        ageSeconds: expect.closeTo(7_200, -2) as number,
        monoErrorCodes: ['missing_field'],
      },
      { submissionId: young.submissionId, state: 'looking', hasUnknown: true },
    ]);
    const output = await desk.riel('submissions', 'list', '--state', 'refused-after-unknown');
    const row = `${old.submissionId} +refused-after-unknown +72\\d\\d s +1 +unprocessable missing_field`;
    expect(output).toMatch(new RegExp(row));
    expect(output).toContain('1 listed; 0 transfers in no submission yet');
  });

  it.each([
    ['retry', 'sending', 409, 'sending'],
    ['retry', 'partly-found', 409, 'partly-found'],
    ['look-up', 'ready', 409, 'nothing-to-look-up'],
    ['look-up', 'sending', 409, 'sending'],
    ['retry', 'ready', 200, undefined],
    ['look-up', 'partly-found', 200, undefined],
    ['look-up', 'refusing', 200, undefined],
  ])('%s of one that is %s answers %s %s', async (verb, state, status, code) => {
    const { path, submissionId } = await givenSubmission({ state });
    expect(await ask(`${path}/${verb}`, by)).toMatchObject({
      status,
      body: code === undefined ? { status: 'done' } : { code },
    });
    const trail = await query(
      'select action, author from gateway.operator_actions where subject = $1',
      [submissionId],
    );
    expect(trail).toEqual(status === 200 ? [{ action: verb, author: 'maria' }] : []);
  });

  it('a retry of one that Mono refused after an unknown outcome looks up first', async () => {
    const { path, submissionId } = await givenSubmission({ state: 'refused-after-unknown' });
    expect((await ask(`${path}/retry`, by)).status).toBe(200);
    const rows = await query('select state from gateway.submissions where submission_id = $1', [
      submissionId,
    ]);
    expect(rows).toEqual([{ state: 'looking' }]);
    expect((await ask(`/admin/submissions/${randomUUID()}/retry`, by)).status).toBe(404);
  });

  it('giving up asks for a reason, and is refused while it may still be a payment', async () => {
    const giveUp = async (path: string, transferId: string, reason?: string) => {
      const why = reason === undefined ? {} : { reason };
      const { status, body } = await ask(`${path}/give-up`, { ...by, ...why, transferId });
      return [status, body['code'] ?? body['status']];
    };
    const looking = await givenSubmission({ state: 'looking', hasUnknown: true, absentHours: 2 });
    const early = await givenSubmission({ state: 'refused-after-unknown', absentHours: 0.5 });
    const never = await givenSubmission({ state: 'partly-found' });
    const gone = await givenSubmission({ state: 'refused-after-unknown', absentHours: 2 });
    expect((await giveUp(gone.path, gone.transferId))[0]).toBe(400);
    expect(await giveUp(looking.path, looking.transferId, 'x')).toEqual([409, 'not-waiting']);
    expect(await giveUp(early.path, early.transferId, 'x')).toEqual([409, 'too-early']);
    expect(await giveUp(never.path, never.transferId, 'x')).toEqual([409, 'too-early']);
    expect(await giveUp(gone.path, early.transferId, 'x')).toEqual([409, 'not-a-member']);
    expect(await giveUp(gone.path, gone.transferId, 'not at Mono')).toEqual([200, 'done']);
    const rows = await query(
      `select t.state, t.reason, a.reason as why from gateway.transfers t
         join gateway.operator_actions a on a.subject = t.submission_id || ' ' || t.transfer_id
        where t.state = 'refused'`,
    );
    expect(rows).toEqual([{ state: 'refused', reason: 'given-up', why: 'not at Mono' }]);
    const said = await query('select event_name from gateway.outbox where key = $1', [
      gone.transferId,
    ]);
    expect(said).toEqual([{ event_name: 'TransferRefused' }]);
  });
});

it('metrics tell the age of the oldest unsent and of the oldest unknown', async () => {
  await givenSubmission({ state: 'ready', ageSeconds: 300 });
  await givenSubmission({ state: 'looking', hasUnknown: true, ageSeconds: 900 });
  const text = await (await fetch(new URL('/metrics', desk.adminUrl))).text();
  const valueOf = (name: string) =>
    Number(new RegExp(`^${name}(?:{.*})? (.*)$`, 'm').exec(text)?.[1]);
  expect(valueOf('riel_gateway_oldest_unsent_seconds')).toBeGreaterThanOrEqual(300);
  expect(valueOf('riel_gateway_oldest_unsent_seconds')).toBeLessThan(900);
  expect(valueOf('riel_gateway_oldest_unknown_seconds')).toBeGreaterThanOrEqual(900);
});

describe('transfers that are in no submission yet', () => {
  interface Waits {
    readonly transferId: string;
    readonly reason: string;
    readonly ageSeconds: number;
  }
  const waiting = async (search = '', key?: string): Promise<readonly Waits[]> =>
    (await ask(`/admin/waiting-transfers${search}`, undefined, key)).body['transfers'] as Waits[];
  // Kafka is away, so nothing is confirmed; what stands before that reason is named instead of it.
  const stopped = (reason: string): string =>
    `insert into gateway.lanes (mono_account_id, stopped_reason) values ('${desk.account}', '${reason}')`;

  it.each([
    ['kafka-unconfirmed', () => 'select 1'],
    ['paused', () => `insert into gateway.pauses values ('caller:shop', 'test', 'test', 0)`],
    ['no-key', () => stopped('no-key')],
    ['lane-stopped: no-echo', () => stopped('no-echo')],
    ['look-up-first', () => 'update gateway.transfers set must_look_up = true'],
    ['cancellation-open', () => `update gateway.transfers set cancelled_by = 'shop'`],
    [
      'database-recovering',
      () => `insert into gateway.recoveries (reason, noticed_at, targets) values ('test', 0, '{}')`,
    ],
    ['no-instance', () => `insert into gateway.broker_offsets values ('riel.transfers.v1', 0, 1)`],
  ])('wait as %s', async (reason, given) => {
    await desk.givenWaiting({ ageSeconds: 90 });
    await query(given());
    expect((await waiting())[0]?.reason).toBe(reason);
  });

  it('are listed with state, age and reason, page by page', async () => {
    const ids: string[] = [];
    for (const ageSeconds of [7_200, 60, 30]) ids.push(await desk.givenWaiting({ ageSeconds }));
    const first = await ask('/admin/waiting-transfers?limit=2');
    expect(first.body).toMatchObject({ next: ids[1], transfers: [{ state: 'waiting' }, {}] });
    const second = await waiting(`?limit=2&after=${ids[1]}`);
    expect(second.map(({ transferId }) => transferId)).toEqual([ids[2]]);
    expect(await waiting('?monoAccountId=acc_other')).toEqual([]);
    expect(await waiting('', desk.moreKeys.elsewhere)).toEqual([]);
    const output = await desk.riel('submissions', 'waiting', '--limit', '1');
    expect(output).toMatch(new RegExp(`${ids[0]} +waiting +72\\d\\d s +kafka-unconfirmed`));
    expect(output).toContain(`more: --after ${ids[0]}`);
    expect(await desk.riel('submissions', 'list')).toContain('3 transfers in no submission yet');
  });
});

it('a pause is listed with its author, and resumed once', async () => {
  const scope = `account:${desk.account}`;
  expect((await ask('/admin/pause', { ...by, scope })).status).toBe(400);
  const why = { ...by, scope, reason: 'audit' };
  expect((await ask('/admin/pause', why)).body).toEqual({ scope, status: 'paused' });
  expect((await ask('/admin/pauses')).body).toMatchObject({
    stops: [{ scope, kind: 'pause', reason: 'audit', author: 'maria' }],
  });
  expect((await ask('/admin/resume', why)).status).toBe(200);
  expect(await ask('/admin/resume', why)).toMatchObject({
    status: 404,
    body: { code: 'not-paused' },
  });
});

describe('API keys of Mono', () => {
  const statusOf = async (id: string) =>
    (
      await query<{ status: string }>('select status from gateway.api_keys where key_id = $1', [id])
    )[0]?.status;

  it('are listed without the key, retired and activated again', async () => {
    const listed = await desk.riel('keys', 'list');
    expect(listed).toMatch(/mono-1 +active +Administrator +\S+ +0 days +yes/);
    expect(listed).toMatch(/mono-2 +active +Administrator +2026-01-01T\S+ +\d+ days +yes/);
    expect((await ask('/admin/keys/mono-2/retire', by)).body).toMatchObject({ status: 'retired' });
    expect(await statusOf('mono-2')).toBe('retired');
    expect((await ask('/admin/keys/mono-2/activate', by)).body).toMatchObject({ status: 'active' });
    expect(await ask('/admin/keys/none/retire', by)).toMatchObject({
      status: 404,
      body: { code: 'unknown-key' },
    });
  });

  it('are revoked for good, when no request with them is open any more', async () => {
    const submissionId = randomUUID();
    await query(
      `insert into gateway.attempts (submission_id, number, key_id, holder_id, started_at)
       values ($1, 1, 'mono-2', $1, 0)`,
      [submissionId],
    );
    let hasAnswered = false;
    const revoking = desk.riel('keys', 'revoke', 'mono-2', '--reason', 'leaked').finally(() => {
      hasAnswered = true;
    });
    // Barred from new use at once, answered only behind the request that is open.
    await vi.waitFor(async () => expect(await statusOf('mono-2')).toBe('revoked'), 30_000);
    expect(hasAnswered).toBe(false);
    await query('update gateway.attempts set ended_at = 1 where submission_id = $1', [
      submissionId,
    ]);
    expect(await revoking).toContain('mono-2 is revoked');
    expect(await ask('/admin/keys/mono-2/activate', by)).toMatchObject({
      status: 409,
      body: { code: 'key-revoked' },
    });
  });

  it('leave a trail that the database lets the gateway only add to', async () => {
    const trail = await query(
      `select action, author, reason from gateway.operator_actions
        where subject = 'mono-2' order by action_number`,
    );
    expect(trail).toEqual([
      { action: 'key-retired', author: 'maria', reason: null },
      { action: 'key-active', author: 'maria', reason: null },
      { action: 'key-revoked', author: 'maria', reason: 'leaked' },
    ]);
    for (const statement of [
      `update gateway.operator_actions set author = 'nobody'`,
      'delete from gateway.operator_actions',
      'truncate gateway.operator_actions',
      'delete from gateway.attempts',
      `update gateway.submission_bodies set digest = ''`,
    ]) {
      await desk.client.query('begin; set local role riel_gateway');
      await expect(desk.client.query(statement)).rejects.toThrow(/permission denied/);
      await desk.client.query('rollback');
    }
  });

  it.each([
    `update gateway.operator_actions set author = 'nobody'`,
    'delete from gateway.operator_actions',
    'truncate gateway.operator_actions',
  ])('leave a trail that its owner cannot change either: %s', async (statement) => {
    const count = async () => await query('select count(*) from gateway.operator_actions');
    const before = await count();
    await expect(query(statement)).rejects.toThrow(/append-only/);
    expect(await count()).toEqual(before);
  });
});

it('lets no key out: not into logs, metrics or answers', async () => {
  const listed = await ask('/admin/keys');
  const metrics = await (await fetch(new URL('/metrics', desk.adminUrl))).text();
  const log = desk.readLog();
  expect(log).toContain('mono-gateway');
  const everything = `${JSON.stringify(listed.body)}\n${metrics}\n${log}`;
  const secrets = [canaryKey, desk.opsKey, ...Object.values(desk.moreKeys)];
  for (const secret of secrets) expect(everything).not.toContain(secret);
});
