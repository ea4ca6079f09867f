import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { eventNames } from '@riel/schemas';
import { describe, expect, test } from 'vitest';

import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createCodec, createCodecOf } from './codec.ts';
import { createRegistry } from './registry.ts';
import { registerSchemas } from './register-schemas.ts';
import { moved, requested } from './testing/samples.ts';

const registryUrl = stackAddresses().schemaRegistryUrl;
const registry = createRegistry({ registryUrl });

/** A record of a name that no other run uses, so that the registry may be shared. */
const name = `MoneyMoved${randomUUID().replaceAll('-', '')}`;
const subject = `riel.${name}`;
const versions = {
  v1: { ...moved.v1, name },
  v2: { ...moved.v2, name },
  incompatible: { ...moved.incompatible, name },
};

const codecOf = (schema: object) => {
  const schemas = new Map([[name, schema]]);
  return createCodecOf(registry, { writes: schemas, reads: schemas });
};

async function getJson(path: string): Promise<unknown> {
  const response = await fetch(`${registryUrl}${path}`);
  return response.json();
}

describe('one subject through its life', () => {
  test('before it is registered, a codec refuses to start and names it', async () => {
    await expect(codecOf(versions.v1)).rejects.toMatchObject({
      code: 'RIEL_SCHEMA_MISSING',
      message: expect.stringContaining(subject) as string,
    });
  });

  test('it is registered as FULL_TRANSITIVE, and again without a new version', async () => {
    const first = await registry.register(subject, versions.v1);
    expect(await registry.register(subject, versions.v1)).toBe(first);
    expect(await getJson(`/subjects/${subject}/versions`)).toEqual([1]);
    expect(await getJson(`/config/${subject}`)).toEqual({ compatibilityLevel: 'FULL_TRANSITIVE' });
  });

  test('an incompatible change is refused and named', async () => {
    await expect(registry.register(subject, versions.incompatible)).rejects.toMatchObject({
      code: 'RIEL_SCHEMA_INCOMPATIBLE',
      subject,
    });
    expect(await getJson(`/subjects/${subject}/versions`)).toEqual([1]);
  });

  test('a program with a newer schema refuses to start until it is registered', async () => {
    await expect(codecOf(versions.v2)).rejects.toMatchObject({ code: 'RIEL_SCHEMA_MISSING' });
  });

  test('old and new programs read each other', async () => {
    await registry.register(subject, versions.v2);
    const [before, after] = [await codecOf(versions.v1), await codecOf(versions.v2)];
    const facts = { amount: 2n ** 60n + 1n, at: 1_763_000_000_123_456 };
    const older = before.encode(name as never, { ...facts, note: 'n' } as never);
    const newer = after.encode(name as never, { ...facts, rail: 'ach' } as never);
    for (const codec of [before, after]) await codec.prepare([older, newer]);

    expect(after.decode(older)).toMatchObject({ event: { value: { ...facts, rail: null } } });
    expect(after.decode(newer)).toMatchObject({ event: { value: { ...facts, rail: 'ach' } } });
    expect(before.decode(older)).toMatchObject({ event: { value: { ...facts, note: 'n' } } });
    expect(before.decode(newer)).toMatchObject({ event: { value: { ...facts, note: null } } });
  });
});

describe('the events of the log', () => {
  test('are registered twice with the same ids', async () => {
    const registered = await registerSchemas({ registryUrl });
    expect(registered.map((schema) => schema.subject)).toEqual(eventNames.map((n) => `riel.${n}`));
    expect(await registerSchemas({ registryUrl })).toEqual(registered);
  });

  test('go through the registry and back', async () => {
    const writer = await createCodec({ registryUrl, writes: ['TransferRequested'], reads: [] });
    const reader = await createCodec({ registryUrl, writes: [], reads: eventNames });
    const record = writer.encode('TransferRequested', requested);
    await reader.prepare([record]);
    expect(reader.decode(record)).toMatchObject({
      kind: 'event',
      event: { name: 'TransferRequested', value: requested },
    });
  });
});

describe('a schema that cannot be had', () => {
  test('because the registry does not know the id', async () => {
    await expect(registry.fetchWriter(2_000_000_000)).rejects.toMatchObject({
      code: 'RIEL_SCHEMA_UNAVAILABLE',
      reason: 'unknown',
    });
  });

  test('because nobody listens', async () => {
    const nobody = createRegistry({ registryUrl: 'http://127.0.0.1:1', retriesMax: 1 });
    await expect(nobody.fetchWriter(1)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(nobody.idOf('riel.X', {})).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(nobody.register(subject, versions.v1)).rejects.toMatchObject({
      code: 'RIEL_SCHEMA_UNAVAILABLE',
    });
  });

  test('because the registry accepts and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    const mute = createRegistry({
      registryUrl: `http://user:secret@127.0.0.1:${port}`,
      timeoutMilliseconds: 100,
      retriesMax: 1,
    });
    const failure = await mute.fetchWriter(1).catch((error: unknown) => error as Error);
    silent.close();
    expect(failure).toMatchObject({ reason: 'unreachable' });
    expect(String(failure)).not.toContain('secret');
  });
});
