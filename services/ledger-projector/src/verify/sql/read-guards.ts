import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** A privilege on a table or on one of its columns that somebody other than its owner has. */
export interface Grant {
  readonly table: string;
  readonly grantee: string;
  readonly privilege: string;
}

/** Privileges on the tables of the schema, those of columns included. */
export const readTableGrants = async (executor: Executor): Promise<Grant[]> => {
  const { rows } = await sql<Grant>`
    select distinct relation.relname as table, coalesce(role.rolname, 'public') as grantee,
           privilege.privilege_type as privilege
      from pg_class relation
      join pg_namespace namespace on namespace.oid = relation.relnamespace
      left join pg_attribute attribute
        on attribute.attrelid = relation.oid and attribute.attacl is not null
     cross join lateral (
       select * from aclexplode(relation.relacl)
       union all select * from aclexplode(attribute.attacl)) privilege
      left join pg_roles role on role.oid = privilege.grantee
     where namespace.nspname = 'ledger' and relation.relkind in ('r', 'p')
       and privilege.grantee <> relation.relowner
     order by 1, 2, 3
  `.execute(executor);
  return rows;
};

/** Tables of the schema that a service's role owns, and could therefore change at will. */
export const findOwnedByServices = async (
  executor: Executor,
): Promise<{ table: string; owner: string }[]> => {
  const { rows } = await sql<{ table: string; owner: string }>`
    select tablename as table, tableowner as owner from pg_tables
     where schemaname = 'ledger' and starts_with(tableowner, 'riel_')
       and exists (select from pg_roles where rolname = tableowner and not rolsuper)
  `.execute(executor);
  return rows;
};

/** A trigger with the body of its function. */
export interface StoredTrigger {
  readonly table: string;
  readonly name: string;
  /** 'O' or 'A' when it fires for ordinary sessions. */
  readonly enabled: string;
  readonly body: string;
}

/** Triggers on the tables of the schema. */
export const readTriggers = async (executor: Executor): Promise<StoredTrigger[]> => {
  const { rows } = await sql<StoredTrigger>`
    select relation.relname as table, trigger.tgname as name, trigger.tgenabled::text as enabled,
           function.prosrc as body
      from pg_trigger trigger
      join pg_class relation on relation.oid = trigger.tgrelid
      join pg_namespace namespace on namespace.oid = relation.relnamespace
      join pg_proc function on function.oid = trigger.tgfoid
     where namespace.nspname = 'ledger' and not trigger.tgisinternal
  `.execute(executor);
  return rows;
};

/** Keys and checks of the schema that are in force, as 'table: definition'. */
export const readConstraints = async (executor: Executor): Promise<string[]> => {
  const { rows } = await sql<{ line: string }>`
    select relation.relname || ': ' || pg_get_constraintdef(item.oid) as line
      from pg_constraint item
      join pg_class relation on relation.oid = item.conrelid
      join pg_namespace namespace on namespace.oid = relation.relnamespace
      left join pg_index index on index.indexrelid = item.conindid
     where namespace.nspname = 'ledger' and item.convalidated
       and coalesce(index.indisvalid, true)
  `.execute(executor);
  return rows.map(({ line }) => line);
};

/** Whether triggers are turned off here, for all or for a role, by a stored setting. */
export const isReplicationRoleStored = async (executor: Executor): Promise<boolean> => {
  const { rows } = await sql`
    select from pg_db_role_setting
     where setdatabase in (0, (select oid from pg_database where datname = current_database()))
       and exists (select from unnest(setconfig) as setting
       where starts_with(setting, 'session_replication_role=') and setting !~ '=origin$')
  `.execute(executor);
  return rows.length > 0;
};
