import { fc } from '@fast-check/vitest';
import { createHttpServer } from '@riel/http';
import { monoSignatureHeader } from '@riel/mono-client';
import { createLogger } from '@riel/runtime';
import { describe, expect, it } from 'vitest';
import type { Receipt } from '../receipts/receipt.ts';
import { webhookBody } from '../testing/mono-bodies.ts';
import { signatureVector, webhookExamples } from '../testing/webhook-examples.ts';
import { addWebhookRoute, WEBHOOK_PATH } from './webhook-route.ts';

const secret = { id: 'one', secret: 'whsec_of_the_test_0123456789' };
const now = 1_800_000_000;

/** The route with a store in memory: what a running service has, but for the database. */
async function openRoute(secrets = [secret]) {
  const stored: Receipt[] = [];
  const refused: string[] = [];
  const logger = createLogger({ service: 'test', level: 'silent' });
  const server = await createHttpServer({
    api: { title: 'test', version: '1' },
    logger,
    bodyLimitBytes: 65_536,
  });
  await addWebhookRoute(server, {
    secrets: () => secrets,
    nowSeconds: () => now,
    toleranceSeconds: 32_400,
    futureToleranceSeconds: 300,
    onRefused: (reason) => refused.push(reason),
    onReceived: () => undefined,
    store: async (receipt) => {
      stored.push(receipt);
      return await Promise.resolve(receipt);
    },
  });
  const send = async (rawBody: Buffer, signature: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'mono-signature': signature };
    const answer = await server.inject({
      method: 'POST',
      url: WEBHOOK_PATH,
      headers,
      payload: rawBody,
    });
    return answer.statusCode;
  };
  return { send, stored, refused };
}

const signed = (rawBody: Buffer, signedAtSeconds = now, text = secret.secret): string =>
  monoSignatureHeader({ secret: text, signedAtSeconds, rawBody });

const bodies = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
  fc.constantFrom(...webhookExamples).map(({ type, data }) => Buffer.from(webhookBody(type, data))),
);

describe('the examples of every type', () => {
  it.each(webhookExamples.map((example) => [example.type, example] as const))(
    '%s is taken, and leads to what it says',
    async (type, { data, eventName, isLookedUp }) => {
      const { send, stored } = await openRoute();
      const rawBody = Buffer.from(webhookBody(type, data));
      expect(await send(rawBody, signed(rawBody))).toBe(200);
      expect(stored[0]?.event?.name ?? null).toBe(eventName);
      expect(stored[0]?.lookUp?.objectId ?? null).toBe(isLookedUp ? data.id : null);
    },
  );

  it('the signature of the vector is true, and old by now', async () => {
    const { secret: text, rawBody, header } = signatureVector;
    const { send, stored } = await openRoute([{ id: 'vector', secret: text }]);
    expect(await send(Buffer.from(rawBody), header)).toBe(200);
    expect(stored[0]).toMatchObject({
      secretId: 'vector',
      isStale: true,
      lookUp: { kind: 'collection-intent', reason: 'stale-signature' },
    });
  });
});

describe('a body, whatever it is,', () => {
  it('is taken when it is signed under an active secret', async () => {
    const other = { id: 'two', secret: 'whsec_of_the_test_9876543210' };
    const { send, stored } = await openRoute([secret, other]);
    const signers = fc.constantFrom(secret, other);
    const times = fc.integer({ min: now - 100_000, max: now + 300 });
    await fc.assert(
      fc.asyncProperty(bodies, signers, times, async (rawBody, signer, at) => {
        expect(await send(rawBody, signed(rawBody, at, signer.secret))).toBe(200);
        expect(stored.at(-1)).toMatchObject({
          secretId: signer.id,
          signedAtSeconds: at,
          isStale: at < now - 32_400,
        });
      }),
    );
  });

  it('is refused with any byte changed, added or left out', async () => {
    const { send, stored } = await openRoute();
    const change = fc.record({ place: fc.nat(), by: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(bodies, change, async (rawBody, { place, by }) => {
        const header = signed(rawBody);
        const index = place % rawBody.length;
        const changed = Buffer.from(rawBody);
        changed[index] = (changed[index]! + by) % 256;
        expect(await send(changed, header)).toBe(401);
        expect(await send(rawBody.subarray(1), header)).toBe(401);
        expect(await send(Buffer.concat([rawBody, Buffer.from([by])]), header)).toBe(401);
      }),
    );
    expect(stored).toEqual([]);
  });

  it('is refused with any character of the header, the time or the secret changed', async () => {
    const { send, stored } = await openRoute();
    const change = fc.record({ place: fc.nat(), code: fc.integer({ min: 33, max: 126 }) });
    await fc.assert(
      fc.asyncProperty(bodies, change, async (rawBody, { place, code }) => {
        const header = signed(rawBody);
        const index = place % header.length;
        const character = String.fromCharCode(code);
        fc.pre(header[index] !== character);
        const changed = header.slice(0, index) + character + header.slice(index + 1);
        expect(await send(rawBody, changed)).toBe(401);
        expect(await send(rawBody, signed(rawBody, now + 301))).toBe(401);
        expect(await send(rawBody, signed(rawBody, now, `${secret.secret}${character}`))).toBe(401);
        expect(await send(rawBody, signed(rawBody, now, secret.secret.slice(6)))).toBe(401);
      }),
    );
    expect(stored).toEqual([]);
  });
});

it('refusals are counted by reason', async () => {
  const { send, refused } = await openRoute();
  const rawBody = Buffer.from('{}');
  await send(rawBody, 'x');
  await send(rawBody, `t=${now},v2=00`);
  await send(rawBody, signed(rawBody, now, 'whsec_of_somebody_else'));
  await send(rawBody, signed(rawBody, now + 1_000));
  expect(refused).toEqual(['malformed', 'no-known-version', 'mismatch', 'in-the-future']);
});
