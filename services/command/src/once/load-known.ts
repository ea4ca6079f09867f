import { sql, type Executor } from '@riel/database';
import type { KnownCommand } from '../transfers/acceptance.ts';

/** A table of the schema `command` with a row per accepted command, and its column of ids. */
export interface OnceTable {
  readonly name: string;
  readonly idColumn: string;
}

interface KnownRow<Answer> {
  readonly id: string;
  readonly command_hash: string;
  readonly command_hash_version: number;
  readonly command_hash_key_id: string;
  readonly answer: Answer;
}

/** Those of the commands that were accepted before, with what they were answered. */
export async function loadKnown<Answer>(
  executor: Executor,
  { name, idColumn }: OnceTable,
  ids: readonly string[],
): Promise<Map<string, KnownCommand<Answer>>> {
  const { rows } = await sql<KnownRow<Answer>>`
    select ${sql.ref(idColumn)} as id, encode(command_hash, 'hex') as command_hash,
           command_hash_version, command_hash_key_id, answer
      from ${sql.table(`command.${name}`)}
     where ${sql.ref(idColumn)} = any (${[...ids]}::uuid[])
  `.execute(executor);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        hash: {
          version: row.command_hash_version,
          keyId: row.command_hash_key_id,
          digest: row.command_hash,
        },
        answer: row.answer,
      },
    ]),
  );
}
