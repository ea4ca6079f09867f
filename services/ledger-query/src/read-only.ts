import { sql, type Database, type Transaction } from '@riel/database';

/** Runs the questions of one answer on one snapshot, so that the position fits what is answered. */
export type ReadOnly = <Answer>(
  work: (transaction: Transaction) => Promise<Answer>,
) => Promise<Answer>;

/** Makes the reader of a database. Every transaction is read only and sees one snapshot. */
export function createReadOnly(database: Database): ReadOnly {
  return (work) =>
    database.transaction(async (transaction) => {
      await sql`set transaction isolation level repeatable read, read only`.execute(transaction);
      return await work(transaction);
    });
}
