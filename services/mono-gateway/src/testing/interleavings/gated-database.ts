import type { Database, Executor, Transaction } from '@riel/database';
import type { Reach } from './schedule.ts';

/** Points behind a statement, which is told by its text. */
const statementPoints = {
  'the lane is locked': /from gateway\.lanes\s+where/,
  'all lanes are locked': /select 1 from gateway\.lanes order by/,
  'the transfer is read': /must_look_up as "mustLookUp"/,
  'pauses are read': /array\(select scope from gateway\.pauses/,
  'the key is read': /from gateway\.api_keys/,
} as const;

/** Where an actor can stop: behind a statement, on both sides of a commit, while Mono is asked. */
export type Point =
  | keyof typeof statementPoints
  | 'before the commit'
  | 'behind the commit'
  | 'the request begins'
  | 'Mono has done it'
  | 'the look-up begins';

type Plugin = Parameters<Executor['withPlugin']>[0];

/** Text of a statement that was written with the `sql` tag; statements inside it are left out. */
function textOf(node: object): string {
  if (!('sqlFragments' in node) || !Array.isArray(node.sqlFragments)) return '';
  return node.sqlFragments.join('?');
}

function pluginOf(reach: Reach): Plugin {
  const names = new WeakMap<object, string>();
  return {
    transformQuery: ({ node, queryId }) => {
      const text = textOf(node);
      const found = Object.entries(statementPoints).find(([, form]) => form.test(text));
      if (found !== undefined) names.set(queryId, found[0]);
      return node;
    },
    transformResult: async ({ queryId, result }) => {
      const point = names.get(queryId);
      if (point !== undefined) await reach(point);
      return result;
    },
  };
}

/**
 * A database whose user passes named points behind statements and on both sides of each commit. It
 * takes the place of the port that production code is given; nothing in that code knows of it.
 */
export function gateDatabase(database: Database, reach: Reach): Database {
  const plugin = pluginOf(reach);
  return {
    ...database,
    kysely: database.kysely.withPlugin(plugin),
    transaction: async (work, options) => {
      const result = await database.transaction(async (transaction, manager) => {
        // `withPlugin` gives a Kysely of the same transaction, which no longer says so by its type.
        const gated = transaction.withPlugin(plugin) as Transaction;
        const done = await work(gated, manager);
        await reach('before the commit');
        return done;
      }, options);
      await reach('behind the commit');
      return result;
    },
  };
}
