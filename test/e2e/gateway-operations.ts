import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startRun } from '@riel/local-stack';
import { createGatewayFiles, createTestRequests } from '@riel/mono-gateway/testing';
import { Client } from 'pg';
import { stackAddresses } from '../support/stack-addresses.ts';
import { startServiceProcess } from '../support/start-process.ts';
import { createTestDatabase } from '../support/test-database.ts';

/*
 * The gateway as operators meet it: a process that was started while Kafka is away, so that nothing
 * moves but what they ask for.
 */

const rielMain = fileURLToPath(new URL('../../deploy/cli/src/main.ts', import.meta.url));
const nobody = '127.0.0.1:1';
const account = 'acc_testsuppliers0000000000';
export const canaryKey = 'canary-second-key-of-mono';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the gateway's database. */
type Query = <Row extends object>(text: string, values?: unknown[]) => Promise<readonly Row[]>;

/** Keys of our callers beside the one of operations. */
async function addCallers(path: string) {
  const keys = { reader: randomUUID(), elsewhere: randomUUID() };
  const known = JSON.parse(await readFile(path, 'utf8')) as object[];
  const keyOf = (id: string, key: string, more: object) => ({
    id,
    sha256: createHash('sha256').update(key).digest('hex'),
    caller: id,
    ...more,
  });
  const reader = keyOf('reader', keys.reader, { scopes: ['ledger:read'], monoAccounts: ['*'] });
  const more = { scopes: ['ops'], monoAccounts: ['acc_other'] };
  const elsewhere = keyOf('elsewhere', keys.elsewhere, more);
  await writeFile(path, JSON.stringify([...known, reader, elsewhere]));
  return keys;
}

async function startGateway(databaseUrl: string) {
  const files = await createGatewayFiles({
    databaseUrl,
    schemaRegistryUrl: stackAddresses().schemaRegistryUrl,
    kafkaBrokers: [nobody],
    monoBaseUrl: `http://${nobody}`,
    requests: await createTestRequests(),
  });
  const moreKeys = await addCallers(files.environment['API_KEYS_FILE'] ?? '');
  await files.writeApiKey('mono-2', '2026-01-01T00:00:00Z', canaryKey);
  const run = await startRun();
  const service = await startServiceProcess(run, 'mono-gateway', {
    ...files.environment,
    LOG_LEVEL: 'trace',
    MONO_GIVE_UP_AFTER_SECONDS: '3600',
  });
  const stop = async (): Promise<void> => {
    await run.supervisor.end('nothing');
    await files.remove();
  };
  const readLog = () => readFileSync(join(run.folder, 'logs', 'mono-gateway.log'), 'utf8');
  return { files, moreKeys, service, readLog, stop };
}

/** A gateway process without Kafka, its database, and the ways of operators to it. */
export async function openOperations() {
  const database = await createTestDatabase();
  const gateway = await startGateway(database.url);
  const { files, moreKeys, service, readLog } = gateway;
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const query: Query = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await client.query<Row>(text, values)).rows;
  return {
    client,
    query,
    moreKeys,
    readLog,
    account,
    opsKey: files.opsKey,
    adminUrl: service.adminUrl,
    ask: async (path: string, body?: object, key = files.opsKey): Promise<Answer> => {
      const response = await fetch(new URL(path, service.httpUrl), {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
    /** Runs `riel` as an operator does. */
    riel: async (...words: readonly string[]): Promise<string> => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const { PATH } = process.env;
      const env = {
        PATH,
        USER: 'maria',
        MONO_GATEWAY_URL: service.httpUrl,
        RIEL_API_KEY: files.opsKey,
      };
      execFile(process.execPath, [rielMain, ...words], { env }, (_error, stdout, stderr) =>
        resolve(`${stdout}${stderr}`),
      );
      return await promise;
    },
    givenSubmission: (given: GivenSubmission) => insertSubmission(query, given),
    /** A transfer that is in no submission yet; its id. */
    givenWaiting: (given: Pick<GivenSubmission, 'ageSeconds'>) => insertWaiting(query, given),
    close: async (): Promise<void> => {
      await client.end();
      await gateway.stop();
      await database.drop();
    },
  };
}

export type Operations = Awaited<ReturnType<typeof openOperations>>;

const HOUR_MICROSECONDS = 3_600_000_000;
const microseconds = (): number => Date.now() * 1_000;

export interface GivenSubmission {
  readonly state: string;
  readonly ageSeconds?: number;
  readonly hasUnknown?: boolean;
  /** For so long look-ups have found none of it. */
  readonly absentHours?: number;
}

/** A submission of one transfer, as the gateway would have left it. */
async function insertSubmission(
  query: Query,
  { state, ageSeconds = 60, hasUnknown = false, absentHours }: GivenSubmission,
) {
  const [submissionId, transferId] = [randomUUID(), randomUUID()];
  const at = microseconds() - ageSeconds * 1_000_000;
  const since = absentHours === undefined ? null : microseconds() - absentHours * HOUR_MICROSECONDS;
  const refusal = { errors: [{ errorCode: 'missing_field', path: null }], monoLogId: 'log_1' };
  await query('insert into gateway.lanes (mono_account_id) values ($1) on conflict do nothing', [
    account,
  ]);
  await query(
    `insert into gateway.submissions (submission_id, mono_account_id, caller, split_generation,
       split_group, members, state, due_at, attempts, has_unknown, unknown_since, last_outcome,
       refusal, created_at, changed_at)
     values ($1, $2, 'shop', 0, '', array[$3]::uuid[], $4, $5, 1, $6, $7, 'unprocessable', $8, $5, $5)`,
    [submissionId, account, transferId, state, at, hasUnknown, hasUnknown ? at : null, refusal],
  );
  await query(
    `insert into gateway.transfers (transfer_id, state, caller, mono_account_id, requested_at,
       log_partition, log_offset, request_digest, submission_id, absent_since, absent_until)
     values ($1, 'submitted', 'shop', $2, $3, 0, 0, '', $4, $5, $6)`,
    [transferId, account, at, submissionId, since, since === null ? null : microseconds()],
  );
  return { submissionId, transferId, path: `/admin/submissions/${submissionId}` };
}

async function insertWaiting(
  query: Query,
  { ageSeconds = 60 }: Pick<GivenSubmission, 'ageSeconds'>,
): Promise<string> {
  const transferId = randomUUID();
  await query(
    `insert into gateway.transfers (transfer_id, state, caller, mono_account_id, requested_at,
       log_partition, log_offset, request_digest)
     values ($1, 'waiting', 'shop', $2, $3, 0, 0, '')`,
    [transferId, account, microseconds() - ageSeconds * 1_000_000],
  );
  return transferId;
}
