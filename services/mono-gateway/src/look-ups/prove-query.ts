import { sql, type Executor } from '@riel/database';
import type { MonoApiKey } from '@riel/mono-client';
import type { Instant, TransferId } from '@riel/schemas';
import type { LaneContext } from '../lanes/lane-context.ts';
import { later } from '../submissions/back-off.ts';
import type { CreatedObject } from '../submissions/created-object.ts';
import type { Operation } from '../submissions/operation.ts';
import { askOrder, linkPageOf, pageOf, type PageAnswer } from './ask-order.ts';

/*
 * "Not there" counts only if the same query finds what is there. On a Mono account with a transfer
 * that we know, that one is asked for in the same way. On an account that has none, the whole list
 * is read without a filter: then nothing of ours can hide behind a filter that does not work.
 */

/** Whether an empty answer may be believed. */
export type QueryProof =
  | { readonly kind: 'proven' }
  /** The whole list: what is not in it is not there. */
  | { readonly kind: 'listed'; readonly objects: readonly CreatedObject[] }
  | { readonly kind: 'unproven'; readonly why: string };

/** Proves queries of one lane, and remembers for a while. */
export interface QueryProver {
  prove(operation: Operation): Promise<QueryProof>;
}

const LIST_PAGE_SIZE = 500;

export function createQueryProver(context: LaneContext): QueryProver {
  const proven = new Map<Operation, Instant>();
  return {
    prove: async (operation) => {
      const provenAt = proven.get(operation);
      const at = context.now();
      const age = context.settings.lookUpProofAgeMilliseconds;
      if (provenAt !== undefined && at < later(provenAt, age)) return { kind: 'proven' };
      const known = await readKnown(context.database.kysely, {
        operation,
        monoAccountId: context.monoAccountId,
        before: later(at, -context.limits.lookUpGapMilliseconds),
      });
      if (known === null) return await readWholeList(context, operation);
      const proof = await findKnown(context, operation, known);
      if (proof.kind === 'proven') proven.set(operation, at);
      else proven.delete(operation);
      return proof;
    },
  };
}

/** An order that Mono holds: the latest that it had time to list, else the latest at all. */
async function readKnown(
  executor: Executor,
  of: {
    readonly operation: Operation;
    readonly monoAccountId: string;
    readonly before: Instant;
  },
): Promise<TransferId | null> {
  const latest = async (limit: bigint): Promise<TransferId | null> => {
    const { rows } = await sql<{ transfer_id: TransferId }>`
      select transfer_id from gateway.transfers
       where mono_account_id = ${of.monoAccountId} and operation = ${of.operation}
         and state = 'accepted' and finished_at <= ${limit}
       order by finished_at desc limit 1`.execute(executor);
    return rows[0]?.transfer_id ?? null;
  };
  return (await latest(BigInt(of.before))) ?? (await latest(BigInt(Number.MAX_SAFE_INTEGER)));
}

async function findKnown(
  context: LaneContext,
  operation: Operation,
  transferId: TransferId,
): Promise<QueryProof> {
  const { keys, client, monoAccountId } = context;
  const answer = await keys.read(async (apiKey) => {
    const asked = await askOrder(client, { operation, apiKey, monoAccountId, transferId });
    if (asked.kind === 'again' && asked.refusesKey === true) keys.refused(apiKey.id);
    return asked;
  });
  if (answer === null) return { kind: 'unproven', why: 'no-key' };
  return answer.kind === 'found'
    ? { kind: 'proven' }
    : { kind: 'unproven', why: 'known-transfer-not-found' };
}

async function readPage(
  { client }: LaneContext,
  operation: Operation,
  call: { readonly apiKey: MonoApiKey; readonly number: number },
): Promise<PageAnswer> {
  const page = { number: call.number, size: LIST_PAGE_SIZE };
  // Oldest first: what is created meanwhile moves nothing to a page that was read.
  const sort = { field: 'inserted_at', direction: 'asc' } as const;
  const wish = { apiKey: call.apiKey, page, sort };
  return operation === 'collection-link'
    ? linkPageOf(await client.listCollectionLinks(wish))
    : pageOf(await client.listTransfers(wish));
}

async function readWholeList(context: LaneContext, operation: Operation): Promise<QueryProof> {
  const { keys, settings } = context;
  const objects = new Map<string, CreatedObject>();
  for (let number = 1; number <= settings.listPagesMax; number += 1) {
    const answer = await keys.read(async (apiKey) => {
      const read = await readPage(context, operation, { apiKey, number });
      if (read.kind === 'again' && read.refusesKey) keys.refused(apiKey.id);
      return read;
    });
    if (answer === null) return { kind: 'unproven', why: 'no-key' };
    if (answer.kind === 'again') return { kind: 'unproven', why: answer.why };
    const { items, totalItems, totalPages } = answer.page;
    for (const object of items) objects.set(object.id, object);
    if (totalItems === null || totalPages === null) {
      return { kind: 'unproven', why: 'no-pagination' };
    }
    if (number >= totalPages) {
      // Pages that shifted have hidden something: fewer were seen than there are.
      return objects.size >= totalItems
        ? { kind: 'listed', objects: [...objects.values()] }
        : { kind: 'unproven', why: 'pages-shifted' };
    }
  }
  return { kind: 'unproven', why: 'list-too-long' };
}
