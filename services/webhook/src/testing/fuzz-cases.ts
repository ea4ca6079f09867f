import { randomUUID } from 'node:crypto';
import { monoSignatureHeader } from '@riel/mono-client';
import { creditObject, intentObject, monoId, transferObject, webhookBody } from './mono-bodies.ts';
import { rawRequest } from './raw-http.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One request of a fuzz run and what must come of it. */
export interface FuzzCase {
  readonly kind: string;
  readonly request: Buffer;
  readonly body: Buffer;
  /** Statuses of which one must be answered. */
  readonly expected: readonly number[];
  readonly isSigned: boolean;
}

/** What cases are drawn from. */
export interface FuzzWorld {
  readonly random: SeededRandom;
  readonly secret: string;
  readonly nowSeconds: number;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const oddTexts = [
  '',
  '\0',
  '\ud800',
  'x'.repeat(3_000),
  '../../etc',
  '{"a":1}',
  "'; drop table x; --",
  '%00',
  '__proto__',
  'constructor',
  '\u202e',
  'NaN',
  '9'.repeat(40),
  '9999-12-31T23:59:59.999999Z',
  '0001-01-01T00:00:00Z',
];
const oddNumbers = [0, -1, 1.5, 2 ** 53, -(2 ** 53), 1e308, Number.MIN_VALUE, 2 ** 31, 2 ** 63];

function oddValue(random: SeededRandom): Json {
  const kind = random.below(6);
  if (kind === 0) return random.pick(oddTexts);
  if (kind === 1) return random.pick(oddNumbers);
  if (kind === 2) return null;
  if (kind === 3) return random.percent(50);
  if (kind === 4) return [random.pick(oddTexts), random.pick(oddNumbers)];
  return { [random.pick(oddTexts)]: random.pick(oddNumbers), id: monoId('trn') };
}

/** The value with some of its inner values replaced, removed or doubled. */
function mutate(value: Json, random: SeededRandom, chance: number): Json {
  if (random.percent(chance)) return oddValue(random);
  if (Array.isArray(value)) return value.map((one: Json) => mutate(one, random, chance));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, inner]): [string, Json][] => {
    if (random.percent(chance)) return [];
    const changed = mutate(inner, random, chance);
    return random.percent(chance)
      ? [
          [name, changed],
          [random.pick(oddTexts), changed],
        ]
      : [[name, changed]];
  });
  return Object.fromEntries(entries);
}

const states = [
  'approved',
  'declined',
  'cancelled',
  'duplicated',
  'in_progress',
  'created',
  'new_state',
];
const rails = ['ach', 'turbo', 'transfiya', 'breb', null, 'new_rail'];

function anyBody(random: SeededRandom): { readonly type: string; readonly data: Json } {
  const transfer = (): Json =>
    transferObject({
      external_id: random.percent(70) ? randomUUID().replace(/^(.{14})4/, '$15') : null,
      entity_id: random.percent(50) ? null : 'somebody',
      state: random.pick(states),
      previous_state: random.pick([...states, null]),
      routing: random.pick(rails),
      rail: random.pick(rails),
      declination_reason: random.pick([null, 'insufficient_funds', 'a text of Mono']),
    });
  const batch = (): Json => ({ id: monoId('bat'), state: random.pick(states) });
  return random.pick<() => { type: string; data: Json }>([
    () => ({ type: 'bank_transfer_approved', data: transfer() }),
    () => ({ type: 'bank_transfer_rejected', data: transfer() }),
    () => ({ type: 'bank_transfer_fallback_routing', data: transfer() }),
    () => ({ type: 'bank_transfer_change_final_state', data: transfer() }),
    () => ({ type: 'account_credited', data: creditObject() }),
    () => ({ type: random.pick(['batch_sent', 'batch_authorization_requested']), data: batch() }),
    () => ({ type: random.pick(['batch_canceled', 'batch_duplicated']), data: batch() }),
    () => ({ type: 'collection_intent_credited', data: intentObject() }),
    () => ({ type: 'collection_intent_failed', data: intentObject({ state: 'failed' }) }),
    () => ({
      type: random.pick(['card_transaction', 'outgoing_transfer.failed', 'x']),
      data: batch(),
    }),
  ])();
}

/** A body that somebody signs: as documented, with odd values inside, or no JSON at all. */
function signableBody(random: SeededRandom): Buffer {
  const { type, data } = anyBody(random);
  const way = random.below(10);
  if (way < 5) return Buffer.from(webhookBody(type, data));
  if (way < 8) return Buffer.from(webhookBody(type, mutate(data, random, 8)));
  if (way === 8) {
    const whole = mutate({ event: { type, data }, timestamp: 'x' }, random, 15);
    return Buffer.from(JSON.stringify(whole) ?? 'null');
  }
  return random.bytes(1 + random.below(400));
}

function changedByte(bytes: Buffer, random: SeededRandom): Buffer {
  const changed = Buffer.from(bytes);
  const place = random.below(changed.length);
  changed[place] = ((changed[place] ?? 0) + 1 + random.below(255)) % 256;
  return changed;
}

type Forge = (
  world: FuzzWorld,
  body: Buffer,
  at: number,
) => { header: string | undefined; body: Buffer };

const header = (secret: string, signedAtSeconds: number, rawBody: Buffer): string =>
  monoSignatureHeader({ secret, signedAtSeconds, rawBody });

/** Ways of not being signed by who knows the secret. */
const forgeries: Readonly<Record<string, Forge>> = {
  'another byte of the body': ({ secret, random }, body, at) => ({
    header: header(secret, at, body),
    body: changedByte(body, random),
  }),
  'a byte less or more': ({ secret, random }, body, at) => ({
    header: header(secret, at, body),
    body: random.percent(50) ? Buffer.concat([body, random.bytes(1)]) : body.subarray(1),
  }),
  'another secret': ({ secret, random }, body, at) => ({
    header: header(
      random.pick([
        `${secret}x`,
        secret.slice(6),
        secret.toUpperCase(),
        `whsec_${random.below(9)}`,
      ]),
      at,
      body,
    ),
    body,
  }),
  'another time': ({ secret, random }, body, at) => ({
    header: header(secret, at, body).replace(/^t=\d+/, `t=${at - 1 - random.below(100_000)}`),
    body,
  }),
  'a time ahead': ({ secret, random, nowSeconds }, body) => ({
    header: header(secret, nowSeconds + 100_000 + random.below(1_000_000), body),
    body,
  }),
  'another digest': ({ secret, random }, body, at) => ({
    header: header(secret, at, body).replace(/v1=.{8}/, `v1=${random.bytes(4).toString('hex')}`),
    body,
  }),
  'a header of odd shape': ({ secret, random }, body, at) => {
    const good = header(secret, at, body);
    return {
      header: random.pick([
        '',
        good.replace('v1', 'v2'),
        good.replace(',', ';'),
        good.toUpperCase(),
        `${good},t=1`,
        `t=,${good}`,
        good.slice(0, -1),
        `${good}0`,
        good.replace('t=', 't=-'),
        good.replace('t=', 't= '),
        `"${good}"`,
        good.replace(/t=\d+,/, ''),
        `${good}, ${good}`,
        `${good},${'v1=0,'.repeat(300)}`,
        't=1',
        ',,,',
        '=',
      ]),
      body,
    };
  },
  'no header': (_world, body) => ({ header: undefined, body }),
};

function forged(world: FuzzWorld, body: Buffer, at: number): FuzzCase {
  const kind = world.random.pick(Object.keys(forgeries));
  const made = forgeries[kind]?.(world, body, at) ?? { header: undefined, body };
  const headers = { 'content-type': 'application/json', 'mono-signature': made.header };
  const request = rawRequest(made.body, headers);
  return { kind, request, body: made.body, expected: [401], isSigned: false };
}

/** Signed bodies in a wrapping that is refused all the same. */
function badlyWrapped({ random, secret }: FuzzWorld, body: Buffer, at: number): FuzzCase {
  const headers = {
    'content-type': 'application/json',
    'mono-signature': header(secret, at, body),
  };
  const wrap = (more: Record<string, string | undefined>, line?: string): Buffer =>
    rawRequest(body, { ...headers, ...more }, line);
  const long = Buffer.alloc(70_000, 32);
  const signedLong = { ...headers, 'mono-signature': header(secret, at, long) };
  const [kind, request, expected] = random.pick<readonly [string, Buffer, readonly number[]]>([
    [
      'type',
      wrap({ 'content-type': random.pick(['text/plain', '', 'application/xml', 'a']) }),
      [400, 415],
    ],
    ['no type', wrap({ 'content-type': undefined }), [415]],
    ['encoding', wrap({ 'content-encoding': random.pick(['gzip', 'br', 'deflate', 'x']) }), [415]],
    [
      'method',
      wrap({}, `${random.pick(['PUT', 'PATCH', 'DELETE'])} /v1/webhooks/mono HTTP/1.1`),
      [400, 404, 405],
    ],
    [
      'path',
      wrap({}, `POST /v1/webhooks/${random.pick(['', 'mono/x', '%00', '..%2f'])} HTTP/1.1`),
      [400, 404],
    ],
    ['length', wrap({ 'content-length': random.pick(['-1', 'x', '1e3', '0x10']) }), [400]],
    ['both lengths', wrap({ 'transfer-encoding': 'chunked' }), [400]],
    ['too long', rawRequest(long, signedLong), [413]],
  ]);
  return { kind, request, body, expected, isSigned: false };
}

function signed({ secret }: FuzzWorld, body: Buffer, at: number): FuzzCase {
  const headers = {
    'content-type': 'application/json',
    'mono-signature': header(secret, at, body),
  };
  return {
    kind: 'signed',
    request: rawRequest(body, headers),
    body,
    expected: [200],
    isSigned: true,
  };
}

/** Draws the next case: a third is signed, old signatures among them, the rest must be refused. */
export function drawCase(world: FuzzWorld): FuzzCase {
  const { random, nowSeconds } = world;
  const body = signableBody(random);
  const at = nowSeconds - (random.percent(10) ? 40_000 : random.below(1_000));
  const way = random.below(100);
  if (way < 33) return signed(world, body, at);
  return way < 85 ? forged(world, body, at) : badlyWrapped(world, body, at);
}
