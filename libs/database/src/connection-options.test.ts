import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { driverOptions, parseDatabaseUrl } from './connection-options.ts';
import { DatabaseSettingError } from './errors.ts';

describe('parseDatabaseUrl', () => {
  test('a URL without sslmode is plain text', () => {
    expect(parseDatabaseUrl('postgres://u:p@host:5432/db')).toEqual({
      url: 'postgres://u:p@host:5432/db',
      tls: false,
    });
  });

  test.each(['require', 'verify-ca', 'verify-full'])(
    'sslmode=%s verifies the host name',
    (mode) => {
      expect(parseDatabaseUrl(`postgres://u@host/db?sslmode=${mode}`)).toEqual({
        url: 'postgres://u@host/db',
        tls: { servername: 'host' },
      });
    },
  );

  test('sslrootcert is read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'riel-')), 'ca.pem');
    writeFileSync(file, 'certificate');
    const { tls } = parseDatabaseUrl(`postgres://u@h/db?sslmode=require&sslrootcert=${file}`);
    expect(tls).toEqual({ servername: 'h', ca: Buffer.from('certificate') });
  });

  test.each([
    ['not a url', 'is not a URL'],
    ['mysql://h/db', 'must begin with'],
    ['postgres://host', 'must name'],
    ['postgres://h/db?sslmode=prefer', 'sslmode'],
    ['postgres://h/db?sslmode=require&sslrootcert=/no/such/file', 'sslrootcert'],
    ['postgres://h/db?statement_cache=1', 'statement_cache'],
  ])('%s is refused', (url, reason) => {
    expect(() => parseDatabaseUrl(url)).toThrow(DatabaseSettingError);
    expect(() => parseDatabaseUrl(url)).toThrow(reason);
  });

  test('a refusal does not repeat the password', () => {
    expect(() => parseDatabaseUrl('postgres://u:secret-word@h/db?x=1')).toThrow(
      /^(?!.*secret-word).*query parameter x/,
    );
  });
});

describe('driverOptions', () => {
  const settings = { url: 'postgres://u@h/db', schema: 'command', applicationName: 'riel-command' };

  test('every limit has a default', () => {
    expect(driverOptions(settings).driver).toMatchObject({
      application_name: 'riel-command',
      max: 10,
      statement_timeout: 10_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 30_000,
      connectionTimeoutMillis: 5_000,
      options: '-c search_path=command -c timezone=UTC',
      ssl: false,
    });
  });

  test('a schema that would need quoting is refused', () => {
    expect(() => driverOptions({ ...settings, schema: 'a b; drop' })).toThrow(
      'Database setting schema',
    );
  });
});
