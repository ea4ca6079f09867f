import { rename, rm, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type ApiKeysOptions, startApiKeys } from './api-keys.ts';
import { mayUseMonoAccount } from './principal.ts';
import { keyFile, recordedLogger, SHOP_KEY, shopEntry } from './testing/test-server.ts';

async function started(options: Partial<ApiKeysOptions>) {
  const { logger, lines } = recordedLogger();
  const apiKeys = await startApiKeys({
    file: undefined,
    allowOpenAccess: false,
    logger,
    reloadMilliseconds: 20,
    ...options,
  });
  onTestFinished(async () => await apiKeys.stop());
  return { apiKeys, lines };
}

test('a key is found with its caller, scopes and Mono accounts; a wrong one is not', async () => {
  const wide = { ...shopEntry, id: 'ops-1', sha256: '0'.repeat(64), monoAccounts: ['*'] };
  const { apiKeys } = await started({ file: await keyFile(onTestFinished, [shopEntry, wide]) });
  const principal = apiKeys.find(SHOP_KEY)!;
  expect(principal).toEqual({
    keyId: 'shop-1',
    caller: 'shop',
    scopes: new Set(['transfers:write']),
    monoAccounts: new Set(['acc_1']),
  });
  expect(mayUseMonoAccount(principal, 'acc_1' as never)).toBe(true);
  expect(mayUseMonoAccount(principal, 'acc_2' as never)).toBe(false);
  expect(mayUseMonoAccount({ ...principal, monoAccounts: 'all' }, 'acc_2' as never)).toBe(true);
  const wrong = ['', 'x', SHOP_KEY.slice(1), `${SHOP_KEY}0`, shopEntry.sha256, 'x'.repeat(10_000)];
  for (const key of wrong) expect(apiKeys.find(key)).toBeNull();
});

test('keys are added and taken away without a restart', async () => {
  const file = await keyFile(onTestFinished, [shopEntry]);
  const { apiKeys } = await started({ file });
  const other = { ...shopEntry, id: 'shop-2', sha256: '1'.repeat(64) };
  await writeFile(`${file}.new`, JSON.stringify([other]));
  await rename(`${file}.new`, file);
  await expect.poll(() => apiKeys.find(SHOP_KEY)).toBeNull();
  await writeFile(file, JSON.stringify([other, shopEntry]));
  await expect.poll(() => apiKeys.find(SHOP_KEY)?.keyId).toBe('shop-1');
});

test('a broken or empty file changes nothing and is reported', async () => {
  const file = await keyFile(onTestFinished, [shopEntry]);
  const { apiKeys, lines } = await started({ file });
  for (const content of ['c4n4ry', '[]', '[{}]']) {
    await writeFile(file, content);
    await apiKeys.reload();
    expect(apiKeys.find(SHOP_KEY)?.keyId).toBe('shop-1');
  }
  await rm(file);
  await apiKeys.reload();
  expect(apiKeys.find(SHOP_KEY)?.keyId).toBe('shop-1');
  expect(lines.join('')).toContain('RIEL_API_KEYS_MALFORMED');
  expect(lines.join('')).toContain('RIEL_API_KEYS_UNREADABLE');
  expect(lines.join('')).not.toContain('c4n4ry');
});

test('a service without keys does not start, except on a developer machine', async () => {
  const missing = { code: 'RIEL_API_KEYS_MISSING' };
  await expect(started({})).rejects.toMatchObject(missing);
  await expect(started({ file: await keyFile(onTestFinished, []) })).rejects.toMatchObject(missing);
  const { apiKeys, lines } = await started({ allowOpenAccess: true });
  expect(apiKeys.openAccess).toMatchObject({ caller: 'local', monoAccounts: 'all' });
  expect(lines.join('')).toContain('everybody is let in');
});

test('a file opens nothing by itself, even where open access is allowed', async () => {
  const { apiKeys } = await started({
    file: await keyFile(onTestFinished, [shopEntry]),
    allowOpenAccess: true,
  });
  expect(apiKeys.openAccess).toBeNull();
});

test('what is wrong in a file is named and never quoted', async () => {
  const cases: readonly (readonly [unknown, string])[] = [
    ['c4n4ry', 'it is not JSON'],
    [{}, 'it is not a list of objects'],
    [['c4n4ry'], 'it is not a list of objects'],
    [[{ ...shopEntry, id: '' }], '[0].id is not an id'],
    [[{ ...shopEntry, sha256: 'c4n4ry' }], '[0].sha256 is not 64 hexadecimal digits in lower case'],
    [[{ ...shopEntry, caller: 'A B' }], '[0].caller is not a caller'],
    [[{ ...shopEntry, scopes: ['c4n4ry'] }], '[0].scopes names an unknown scope'],
    [[{ ...shopEntry, scopes: 'ops' }], '[0].scopes is not a list'],
    [[{ ...shopEntry, monoAccounts: [1] }], '[0].monoAccounts is not a list of ids'],
    [[shopEntry, shopEntry], '[1].id stands in it twice'],
  ];
  for (const [content, message] of cases) {
    const file = await keyFile(onTestFinished, content);
    await expect(started({ file })).rejects.toThrow(`${file}: ${message}`);
  }
});
