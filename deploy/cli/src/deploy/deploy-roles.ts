import { parseIdentifier, sql, sqlStateOf } from '@riel/database';
import type { Executor } from '@riel/database';

import { groupRoles } from './group-roles.ts';
import type { Login } from './group-roles.ts';
import { scramVerifier } from './scram.ts';

/*
 * Roles belong to the whole server, while the lock of a deploy belongs to a database. So deploys of
 * two databases may meet here; PostgreSQL then refuses one of them, and it tries again.
 */
const DUPLICATE_OBJECT = '42710';
const UNIQUE_VIOLATION = '23505';
const TUPLE_CONCURRENTLY_UPDATED = 'XX000';
const met = new Set([DUPLICATE_OBJECT, UNIQUE_VIOLATION, TUPLE_CONCURRENTLY_UPDATED]);

const ATTEMPTS_MAX = 10;

/** Creates group roles and login users that are missing, sets passwords; says what was done. */
export async function deployRoles(
  connection: Executor,
  logins: readonly Login[],
): Promise<readonly string[]> {
  const created: string[] = [];
  for (const role of groupRoles) {
    await untilUnmet(async () => {
      if (await roleExists(connection, role)) return;
      await sql`create role ${sql.id(role)} nologin`.execute(connection);
      created.push(role);
    });
  }
  for (const login of logins) {
    await untilUnmet(async () => {
      if (await deployLogin(connection, login)) created.push(login.user);
    });
  }
  const made = created.length === 0 ? 'roles: all there' : `roles: created ${created.join(', ')}`;
  if (logins.length === 0) return [made];
  return [made, `logins: passwords set of ${logins.map((login) => login.user).join(', ')}`];
}

/** True if the user was created. */
async function deployLogin(connection: Executor, login: Login): Promise<boolean> {
  const user = sql.id(parseIdentifier(login.user, 'user of a login'));
  const isThere = await roleExists(connection, login.user);
  if (!isThere) await sql`create role ${user} login`.execute(connection);
  const verifier = sql.lit(scramVerifier(login.password));
  await sql`alter role ${user} login password ${verifier}`.execute(connection);
  if (!(await isMember(connection, login))) {
    await sql`grant ${sql.id(login.role)} to ${user}`.execute(connection);
  }
  return !isThere;
}

async function roleExists(connection: Executor, name: string): Promise<boolean> {
  const { rows } = await sql`select from pg_roles where rolname = ${name}`.execute(connection);
  return rows.length > 0;
}

async function isMember(connection: Executor, { user, role }: Login): Promise<boolean> {
  const { rows } = await sql`
    select from pg_auth_members
     where roleid = ${role}::regrole and member = ${user}::regrole
  `.execute(connection);
  return rows.length > 0;
}

async function untilUnmet(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!met.has(sqlStateOf(error) ?? '') || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}
