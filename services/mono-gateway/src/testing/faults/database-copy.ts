import { sql, type Database } from '@riel/database';

/** The rows of every table of the gateway at one moment, but of the one that only grows. */
export interface DatabaseCopy {
  readonly rows: string;
}

async function tableNames(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
     where schemaname = 'gateway' and tablename not like '%migration%'
       and tablename <> 'operator_actions' order by 1
  `.execute(database.kysely);
  return rows.map(({ name }) => name);
}

/** Takes a copy, as a backup would. */
export async function copyDatabase(database: Database): Promise<DatabaseCopy> {
  const parts = (await tableNames(database)).map(
    (name) => `'${name}', (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from gateway.${name} t)`,
  );
  const { rows } = await sql<{ rows: string }>`
    select jsonb_build_object(${sql.raw(parts.join(', '))})::text as rows`.execute(database.kysely);
  return { rows: rows[0]?.rows ?? '{}' };
}

/** Puts a copy back: what was committed since is forgotten. */
export async function restoreDatabase(database: Database, copy: DatabaseCopy): Promise<void> {
  const names = await tableNames(database);
  await database.transaction(async (transaction) => {
    const gone = names.map((name, index) => `gone${index} as (delete from gateway.${name})`);
    await sql.raw(`with ${gone.join(', ')} select 1`).execute(transaction);
    const back = names.map(
      (name, index) => `back${index} as (
        insert into gateway.${name} overriding system value
        select t.* from copy, jsonb_populate_recordset(null::gateway.${name}, copy.rows->'${name}') t)`,
    );
    await sql`
      with copy as (select ${copy.rows}::jsonb as rows), ${sql.raw(back.join(', '))} select 1
    `.execute(transaction);
  });
}
