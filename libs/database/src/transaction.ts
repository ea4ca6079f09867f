import type { EntityManager, EntitySchema } from '@mikro-orm/postgresql';
import type { IsolationLevel, Kysely } from 'kysely';

declare const transactionBrand: unique symbol;

/** No table is known to the types: statements are written with `sql`, or `withTables` adds some. */
export type Tables = object;

/**
 * One open transaction: a Kysely bound to the transaction of a MikroORM entity manager. Functions
 * that write take it as their first argument, so that no one writes outside by mistake: the pool
 * (`Database.kysely`) does not fit where a `Transaction` is asked for.
 */
export type Transaction = Kysely<Tables> & { readonly [transactionBrand]: true };

/** A pool or a transaction: what a statement that only reads needs. */
export type Executor = Kysely<Tables>;

/** How a transaction runs. Default: read committed, read and write. */
export interface TransactionOptions {
  readonly isolationLevel?: IsolationLevel;
  readonly readOnly?: boolean;
}

/** The work of a transaction; entities that it changed through the manager are flushed after it. */
export type TransactionWork<T> = (transaction: Transaction, manager: EntityManager) => Promise<T>;

/** Entities of MikroORM, made by `defineEntity` and listed one by one. */
export type Entity = EntitySchema;

interface Options extends TransactionOptions {
  readonly kysely: Executor;
  /** A fresh manager per transaction, so that nothing is cached from one to the next. */
  readonly forkManager: () => EntityManager;
}

/**
 * Runs `work` in one transaction and commits, or rolls back and rethrows what `work` threw.
 *
 * The transaction is opened through Kysely's scoped form and handed to the entity manager, not by
 * `em.transactional`: that form never gives a connection back to the pool when `begin` or
 * `rollback` fails on a dead connection, and after as many lost connections as the pool holds the
 * process would wait for ever (kysely 0.29.6, MikroORM 7.2.1; the test for lost connections shows it).
 */
export const runTransaction = async <T>(
  work: TransactionWork<T>,
  { kysely, forkManager, isolationLevel, readOnly }: Options,
): Promise<T> => {
  let builder = kysely.transaction();
  if (isolationLevel !== undefined) {
    builder = builder.setIsolationLevel(isolationLevel);
  }
  if (readOnly === true) {
    builder = builder.setAccessMode('read only');
  }
  let failure: { readonly error: unknown } | undefined;
  try {
    return await builder.execute(async (opened) => {
      try {
        const manager = forkManager();
        manager.setTransactionContext(opened);
        // The brand exists in the types alone; this is the one place that gives it.
        const result = await work(opened as unknown as Transaction, manager);
        await manager.flush();
        return result;
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
  } catch (error) {
    // A rollback on a dead connection fails too and would hide why the work failed.
    throw failure === undefined ? error : failure.error;
  }
};
