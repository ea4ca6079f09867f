import { expect, test } from 'vitest';
import { createLogins, databaseUrlFor } from './logins.ts';
import { serviceNames } from './service-names.ts';

test('each service with a database logs in by a user of its own, named after the run', () => {
  const logins = createLogins(serviceNames, '20260101T000000-ab12');
  expect([...logins.keys()]).not.toContain('mono-sandbox');
  expect(logins.get('mono-gateway')).toMatchObject({
    role: 'riel_gateway',
    user: 'riel_gateway_20260101t000000_ab12',
  });
  expect(new Set([...logins.values()].map((login) => login.password)).size).toBe(logins.size);
});

test('a service gets the same database under its own user', () => {
  const login = { user: 'riel_webhook_1', role: 'riel_webhook', password: 'p-_9' } as const;
  expect(databaseUrlFor('postgres://riel:secret@127.0.0.1:5/riel?sslmode=disable', login)).toBe(
    'postgres://riel_webhook_1:p-_9@127.0.0.1:5/riel?sslmode=disable',
  );
});
