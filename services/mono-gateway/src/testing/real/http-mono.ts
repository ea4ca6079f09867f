import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMonoLedger, type CreateBody, type MonoLedger } from '../faults/mono-ledger.ts';
import { createHttpCreations } from './http-creations.ts';
import type { HttpHostility } from './http-hostility.ts';
import { createHttpKeys } from './http-keys.ts';
import { createHttpLists } from './http-lists.ts';
import { answerOf, deliver, errorOf, type HttpReply } from './http-reply.ts';
import { watchStarvation } from './watch-starvation.ts';

/** Mono as a real HTTP server, as hostile as the contract allows, or well behaved. */
export interface HttpMono {
  readonly url: string;
  /** What it has paid: the truth that a run is judged by. */
  readonly ledger: MonoLedger;
  /** Requests to create that have come so far. */
  readonly creationsCount: number;
  /** Method, URL and headers of each request, but for the key: what may carry no secret and no payee. */
  readonly heads: readonly string[];
  /** Requests for what it does not have: nobody but a gateway talks to it. */
  readonly strays: readonly string[];
  /** What it did with each, in the order in which they came. */
  readonly trail: readonly string[];
  /** Lets a key in; `secret` is what requests carry. */
  admitKey(id: string, secret: string): void;
  /** Answers 401 to a key from now on, and still counts it. */
  revokeKey(id: string): void;
  /** Requests of any kind that carried a key. */
  requestsOf(keyId: string): number;
  /** Told of each creation that comes, before anything is done with it. */
  onCreation(listener: (count: number) => void): void;
  /** From now on it behaves. */
  calmDown(): void;
  stop(): Promise<void>;
}

export interface HttpMonoOptions {
  /** Null: it behaves from the start. */
  readonly hostility: HttpHostility | null;
  /** Members that it refuses whatever comes. */
  readonly refuses?: (externalId: string) => boolean;
  /** How long a creation takes at least, in milliseconds. Default 0. */
  readonly answerMilliseconds?: number;
}

const known: ReadonlySet<string> = new Set(['/v1/transfers', '/v1/banks']);
const BANKS = { banks: [{ id: 'bank_1', code: '007', name: 'Bank' }] };
const MICROSECONDS = 1_000;
/** Mono as one would wish it. */
export const wellBehaved: HttpHostility = {
  seed: 0,
  faults: 0,
  forgetsKeys: false,
  duplicates: 'second-payment',
  echo: 'both',
  namesBadMembers: true,
  lagMillisecondsMax: 0,
  forgottenLagMillisecondsMax: 0,
  tooLateMilliseconds: 0,
};

/** Starts it on a free port of this machine. */
export async function startHttpMono(options: HttpMonoOptions): Promise<HttpMono> {
  const hostility = options.hostility ?? wellBehaved;
  const ledger = createMonoLedger(hostility);
  const starvation = watchStarvation();
  const keys = createHttpKeys();
  const listeners: ((count: number) => void)[] = [];
  const trail: string[] = [];
  const heads: string[] = [];
  const strays: string[] = [];
  const state = { isCalm: options.hostility === null, creations: 0 };
  const world = {
    hostility,
    ledger,
    trail,
    now: () => Date.now() * MICROSECONDS,
    isCalm: () => state.isCalm,
    isStarved: () => starvation.isStarved(),
    refuses: options.refuses ?? (() => false),
  };
  const creations = createHttpCreations(world);
  const lists = createHttpLists(world);

  const create = (request: IncomingMessage, body: string): HttpReply => {
    state.creations += 1;
    for (const tell of listeners) tell(state.creations);
    const key = String(request.headers['x-idempotency-key'] ?? '');
    const reply = creations.create(key, JSON.parse(body) as CreateBody);
    const { answerMilliseconds: afterMilliseconds } = options;
    const isPlain = reply.kind === 'answer' && reply.afterMilliseconds === undefined;
    return isPlain && afterMilliseconds !== undefined ? { ...reply, afterMilliseconds } : reply;
  };
  const answer = (request: IncomingMessage, body: string): HttpReply => {
    creations.settleLate();
    heads.push(headOf(request));
    const url = new URL(request.url ?? '/', 'http://mono');
    if (!known.has(url.pathname)) strays.push(headOf(request));
    if (!keys.admit(request.headers.authorization)) return errorOf(401, 'not_authorized');
    if (request.method === 'POST' && url.pathname === '/v1/transfers') return create(request, body);
    if (url.pathname === '/v1/transfers') return lists.list(url);
    if (url.pathname === '/v1/banks') return answerOf(200, BANKS);
    return errorOf(404, 'item_not_found');
  };
  const server = await listen(answer);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger,
    trail,
    heads,
    strays,
    get creationsCount() {
      return state.creations;
    },
    admitKey: (id, secret) => keys.add(id, secret),
    revokeKey: (id) => keys.revoke(id),
    requestsOf: (id) => keys.requestsOf(id),
    onCreation: (listener) => void listeners.push(listener),
    calmDown: () => {
      state.isCalm = true;
    },
    stop: async () => {
      starvation.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function headOf({ method = '', url = '', headers }: IncomingMessage): string {
  const { authorization: _key, ...others } = headers;
  return `${method} ${url} ${JSON.stringify(others)}`;
}

type Answer = (request: IncomingMessage, body: string) => HttpReply;

async function listen(answer: Answer): Promise<Server> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => void pieces.push(piece));
    request.on('end', () => deliver(answer(request, Buffer.concat(pieces).toString()), response));
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
