import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { commonSettings, httpSettings } from './common-settings.ts';
import { commaList, readConfiguration } from './configuration.ts';
import { RuntimeError } from './errors.ts';

const settings = Type.Object({
  ...commonSettings,
  ...httpSettings,
  DATABASE_URL: Type.String({ pattern: '^postgres', description: 'address of PostgreSQL' }),
  RECORDS_MAX: Type.Integer({ minimum: 1, default: 500 }),
  SECRET: Type.Optional(Type.String({ pattern: '^key_' })),
  PLAIN: Type.Boolean({ default: false }),
});

function messageFor(environment: Record<string, string>): string {
  try {
    readConfiguration(settings, environment);
    return 'no error';
  } catch (error) {
    return error instanceof RuntimeError ? `${error.code} ${error.message}` : String(error);
  }
}

test('texts become what the schema names, defaults are filled in, unknown variables ignored', () => {
  const environment = { DATABASE_URL: 'postgres://x', PLAIN: 'true', HTTP_PORT: '8080', HOME: '/' };
  const read = readConfiguration(settings, environment);
  expect(read).toEqual({
    RIEL_ENV: 'production',
    LOG_LEVEL: 'info',
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: 8080,
    ADMIN_PORT: 0,
    STOP_TIMEOUT_MILLISECONDS: 20_000,
    DATABASE_URL: 'postgres://x',
    RECORDS_MAX: 500,
    PLAIN: true,
  });
});

test('the environment of the process itself is not looked at, and the given one left alone', () => {
  const environment = { DATABASE_URL: 'postgres://x' };
  readConfiguration(settings, environment);
  expect(environment).toEqual({ DATABASE_URL: 'postgres://x' });
  expect(messageFor({})).toContain('DATABASE_URL is missing');
});

test('all problems at once, each with the variable and what is expected', () => {
  const message = messageFor({
    RIEL_ENV: 'test',
    RECORDS_MAX: '0',
    PLAIN: 'yes',
    ADMIN_PORT: '70000',
  });
  expect(message).toContain('DATABASE_URL is missing: expected a text like ^postgres (address of');
  expect(message).toContain('RIEL_ENV is wrong: expected one of local, production');
  expect(message).toContain('RECORDS_MAX is wrong: expected a whole number of at least 1');
  expect(message).toContain('PLAIN is wrong: expected true or false');
  expect(message).toContain('ADMIN_PORT is wrong: expected a whole number from 0 to 65535');
  expect(message.split('; ')).toHaveLength(5);
});

test('no value is ever shown', () => {
  const canary = 'c4n4ry-s3cr3t';
  const environment = {
    DATABASE_URL: canary,
    SECRET: canary,
    RECORDS_MAX: canary,
    LOG_LEVEL: canary,
  };
  expect(messageFor(environment)).not.toContain(canary);
  expect(messageFor(environment).split('; ')).toHaveLength(4);
});

test('an empty variable is an absent one', () => {
  expect(messageFor({ DATABASE_URL: '', RECORDS_MAX: '' })).toMatch(
    /^RIEL_CONFIGURATION DATABASE_URL is missing[^;]*$/,
  );
});

test('lists', () => {
  expect(commaList(' a, b,,c ,')).toEqual(['a', 'b', 'c']);
  expect(commaList('')).toEqual([]);
});
