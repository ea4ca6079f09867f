import { expect, it } from 'vitest';
import { start } from './index.ts';
import { startSandbox } from './testing/start-sandbox.ts';

it('refuses to run in production', async () => {
  const files = { SANDBOX_API_KEYS_FILE: 'x', SANDBOX_ACCOUNTS_FILE: 'x' };
  await expect(start(files)).rejects.toMatchObject({ code: 'RIEL_SANDBOX_IN_PRODUCTION' });
});

it('names the setting that is missing or whose file cannot be read', async () => {
  await expect(start({ RIEL_ENV: 'local' })).rejects.toThrow('SANDBOX_API_KEYS_FILE');
  const files = { SANDBOX_API_KEYS_FILE: '/nowhere', SANDBOX_ACCOUNTS_FILE: '/nowhere' };
  await expect(start({ RIEL_ENV: 'local', ...files })).rejects.toMatchObject({
    code: 'RIEL_SANDBOX_FILE_INVALID',
  });
});

it('refuses what it has no room for', async () => {
  const sandbox = await startSandbox({
    SANDBOX_TRANSFERS_MAX: '1',
    SANDBOX_BODY_BYTES_MAX: '1000',
  });
  const { requestOf, transfer } = await import('./testing/start-sandbox.ts');
  const pay = () => sandbox.call('POST', '/v1/transfers', { body: requestOf(transfer()) });
  expect([(await pay()).status, (await pay()).status]).toEqual([201, 503]);
  const long = await sandbox.call('POST', '/v1/transfers', { body: 'x'.repeat(1_001) });
  expect(long.status).toBe(413);
  await sandbox.stop();
});
