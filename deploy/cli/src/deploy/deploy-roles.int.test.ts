import { randomBytes } from 'node:crypto';

import { connect, sql } from '@riel/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createTestDatabase, databaseUrlOf } from '../../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../../test/support/test-database.ts';
import { withDeployLock } from './deploy-lock.ts';
import { deployRoles } from './deploy-roles.ts';
import { groupRoles } from './group-roles.ts';
import type { Login } from './group-roles.ts';

const user = `riel_test_${randomBytes(6).toString('hex')}`;
const login: Login = { user, role: 'riel_webhook', password: `p'$ñ ${user}` };
const databases: TestDatabase[] = [];

beforeAll(async () => {
  databases.push(await createTestDatabase({ template: false }));
  databases.push(await createTestDatabase({ template: false }));
});

afterAll(async () => {
  await locked(databases[0]!.url, (connection) =>
    sql`drop role if exists ${sql.id(user)}`.execute(connection),
  );
  for (const database of databases) await database.drop();
});

const locked = <Result>(url: string, work: Parameters<typeof withDeployLock<Result>>[1]) =>
  withDeployLock({ databaseUrl: url, lockTimeoutMilliseconds: 20_000 }, work);

const rolesOf = (url: string, logins: readonly Login[]) =>
  locked(url, (connection) => deployRoles(connection, logins));

function loginUrl(password: string): string {
  const url = new URL(databaseUrlOf(databases[0]!.url, databases[0]!.name));
  url.username = user;
  url.password = encodeURIComponent(password);
  return url.href;
}

const connectAs = (password: string) =>
  connect({ url: loginUrl(password), schema: 'public', applicationName: 'riel-test' });

describe('deployRoles', () => {
  test('two deploys of two databases at once both succeed', async () => {
    const [one, other] = databases;
    const lines = await Promise.all([rolesOf(one!.url, [login]), rolesOf(other!.url, [login])]);
    for (const [roles, logins] of lines) {
      expect(roles).toMatch(/^roles: /);
      expect(logins).toBe(`logins: passwords set of ${user}`);
    }
    expect(lines.flat().join('\n')).not.toContain(login.password);
  });

  test('the login user can log in, is a member of its role and nothing more', async () => {
    const database = await connectAs(login.password);
    const { rows } = await sql<Record<string, unknown>>`
      select pg_has_role(current_user, 'riel_webhook', 'usage') as own,
        pg_has_role(current_user, 'riel_command', 'usage') as other,
        rolsuper or rolcreaterole or rolcreatedb as more
      from pg_roles where rolname = current_user
    `.execute(database.kysely);
    await database.close();
    expect(rows).toEqual([{ own: true, other: false, more: false }]);
  });

  test('no group role can log in', async () => {
    const names = sql.join([...groupRoles]);
    const { rows } = await locked(databases[0]!.url, (connection) =>
      sql`select rolname from pg_roles where not rolcanlogin and rolname in (${names})`.execute(
        connection,
      ),
    );
    expect(rows).toHaveLength(groupRoles.length);
  });

  test('run again, it creates nothing and a new password is in force', async () => {
    const lines = await rolesOf(databases[0]!.url, [{ ...login, password: 'another' }]);
    expect(lines[0]).toBe('roles: all there');
    await (await connectAs('another')).close();
    await expect(connectAs(login.password)).rejects.toMatchObject({ code: '28P01' });
  });
});

describe('withDeployLock', () => {
  test('a second deploy of the same database waits, or says what it waited for', async () => {
    const { url } = databases[0]!;
    const order: string[] = [];
    await locked(url, async () => {
      order.push('first');
      const impatient = withDeployLock({ databaseUrl: url, lockTimeoutMilliseconds: 50 }, () => {
        order.push('never');
        return Promise.resolve();
      });
      await expect(impatient).rejects.toMatchObject({ code: 'RIEL_DEPLOY_LOCKED' });
    });
    await locked(url, async () => void order.push('second'));
    expect(order).toEqual(['first', 'second']);
  });

  test('a failed deploy frees the lock', async () => {
    const { url } = databases[0]!;
    await expect(locked(url, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await locked(url, async () => 'free')).toBe('free');
  });
});
