import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';

/*
 * A Mono that answers after a fixed time and does as little else as the contract allows, so that the
 * load does not measure itself. Runs as a process of its own; READY_FILE, PORT and ANSWER_MILLISECONDS
 * come from the environment. A key that it knows gets the first answer again, and an `external_id`
 * that it knows under another key is `duplicated`; `/bench/answers` tells what it has paid, and when.
 */

interface Wanted {
  readonly external_id: string;
  readonly amount: unknown;
}

interface Paid {
  readonly id: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly answeredAt: number;
  readonly amount: unknown;
}

const answerMilliseconds = Number(process.env['ANSWER_MILLISECONDS'] ?? '50');
let paid = new Map<string, Paid>();
let doubles = 0;
let requests = 0;
let open = 0;
let openMost = 0;

const idOf = (prefix: string, uuid: string): string =>
  `${prefix}_${uuid.replaceAll('-', '').slice(0, 22)}`;
const nowMilliseconds = (): number => performance.timeOrigin + performance.now();

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function create(key: string, rawBody: string): unknown {
  const asked = JSON.parse(rawBody) as { account_id: string; transfers: readonly Wanted[] };
  const at = new Date().toISOString();
  const batch = { id: idOf('bat', key), account_id: asked.account_id, state: 'created' };
  const answeredAt = nowMilliseconds();
  const transfers = asked.transfers.map((wanted) => {
    const known = paid.get(wanted.external_id);
    const isDouble = known !== undefined && known.key !== key;
    if (isDouble) doubles += 1;
    const id = idOf(isDouble ? 'dup' : 'trn', wanted.external_id);
    if (known === undefined) {
      paid.set(wanted.external_id, { id, key, answeredAt, amount: wanted.amount });
    }
    const state = isDouble ? 'duplicated' : 'created';
    return {
      routing: null,
      fallback_routing: [],
      ...wanted,
      id,
      batch: { ...batch, origin: 'api' },
      state,
      declination_reason: null,
      inserted_at: at,
      updated_at: at,
    };
  });
  return { account_id: asked.account_id, transfers };
}

function list(externalId: string | null): unknown {
  const known = externalId === null ? undefined : paid.get(externalId);
  const transfers =
    known === undefined
      ? []
      : [{ id: known.id, state: 'created', external_id: externalId, amount: known.amount }];
  const pagination = { page_number: 1, page_size: 10, total_items: transfers.length };
  return { pagination: { ...pagination, total_pages: 1 }, transfers };
}

function serve(request: IncomingMessage, rawBody: string, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://mono');
  if (url.pathname === '/bench/answers') {
    const times = url.searchParams.has('times')
      ? [...paid].map(([id, { answeredAt }]) => [id, answeredAt])
      : [];
    reply(response, 200, { paid: paid.size, doubles, requests, openMost, times });
  } else if (url.pathname === '/bench/forget') {
    paid = new Map();
    [requests, openMost] = [0, 0];
    reply(response, 200, {});
  } else if (url.pathname === '/v1/banks') {
    reply(response, 200, { kind: 'transfers', banks: [{ code: '007', name: 'BANCOLOMBIA' }] });
  } else {
    requests += 1;
    open += 1;
    openMost = Math.max(openMost, open);
    setTimeout(() => {
      open -= 1;
      const key = String(request.headers['x-idempotency-key'] ?? '');
      if (request.method === 'POST') reply(response, 201, create(key, rawBody));
      else reply(response, 200, list(url.searchParams.get('external_id')));
    }, answerMilliseconds);
  }
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => serve(request, Buffer.concat(pieces).toString('utf8'), response));
});
server.listen(Number(process.env['PORT'] ?? '0'), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const httpUrl = `http://127.0.0.1:${port}`;
  const readyFile = process.env['READY_FILE'];
  const ready = JSON.stringify({ httpUrl, adminUrl: httpUrl, pid: process.pid });
  if (readyFile !== undefined) writeFileSync(readyFile, ready);
});
process.on('SIGTERM', () => process.exit(0));
