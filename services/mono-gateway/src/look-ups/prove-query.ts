import { sql, type Executor } from '@riel/database';
import type { MonoTransfer } from '@riel/mono-client';
import type { Instant, MonoAccountId, MonoTransferId, TransferId } from '@riel/schemas';
import type { LaneContext } from '../lanes/lane-context.ts';
import { later } from '../submissions/back-off.ts';
import { askTransfer, pageOf } from './ask-transfer.ts';

/*
 * "Not there" counts only if the same query finds what is there. On a Mono account with a transfer
 * that we know, that one is asked for in the same way. On an account that has none, the whole list
 * is read without a filter: then nothing of ours can hide behind a filter that does not work.
 */

/** Whether an empty answer may be believed. */
export type QueryProof =
  | { readonly kind: 'proven' }
  /** The whole list: what is not in it is not there. */
  | { readonly kind: 'listed'; readonly transfers: readonly MonoTransfer[] }
  | { readonly kind: 'unproven'; readonly why: string };

/** Proves queries of one lane, and remembers for a while. */
export interface QueryProver {
  prove(): Promise<QueryProof>;
}

const LIST_PAGE_SIZE = 500;

export function createQueryProver(context: LaneContext): QueryProver {
  let provenAt: Instant | null = null;
  return {
    prove: async () => {
      const at = context.now();
      const age = context.settings.lookUpProofAgeMilliseconds;
      if (provenAt !== null && at < later(provenAt, age)) return { kind: 'proven' };
      const known = await readKnown(context.database.kysely, context.monoAccountId, {
        before: later(at, -context.limits.lookUpGapMilliseconds),
      });
      if (known === null) return await readWholeList(context);
      const proof = await findKnown(context, known);
      provenAt = proof.kind === 'proven' ? at : null;
      return proof;
    },
  };
}

interface KnownTransfer {
  readonly transferId: TransferId;
  readonly monoTransferId: MonoTransferId;
}

/** A transfer that Mono holds: the latest that it had time to list, else the latest at all. */
async function readKnown(
  executor: Executor,
  monoAccountId: MonoAccountId,
  { before }: { readonly before: Instant },
): Promise<KnownTransfer | null> {
  const latest = async (limit: bigint): Promise<KnownTransfer | null> => {
    const { rows } = await sql<KnownTransfer>`
      select transfer_id as "transferId", mono_transfer_id as "monoTransferId"
        from gateway.transfers
       where mono_account_id = ${monoAccountId} and state = 'accepted' and finished_at <= ${limit}
       order by finished_at desc limit 1`.execute(executor);
    return rows[0] ?? null;
  };
  return (await latest(BigInt(before))) ?? (await latest(BigInt(Number.MAX_SAFE_INTEGER)));
}

async function findKnown(context: LaneContext, known: KnownTransfer): Promise<QueryProof> {
  const { keys, client, monoAccountId } = context;
  const answer = await keys.read(async (apiKey) => {
    const asked = await askTransfer(client, {
      apiKey,
      monoAccountId,
      transferId: known.transferId,
    });
    if (asked.kind === 'again' && asked.refusesKey === true) keys.refused(apiKey.id);
    return asked;
  });
  if (answer === null) return { kind: 'unproven', why: 'no-key' };
  return answer.kind === 'found'
    ? { kind: 'proven' }
    : { kind: 'unproven', why: 'known-transfer-not-found' };
}

async function readWholeList(context: LaneContext): Promise<QueryProof> {
  const { keys, client, settings } = context;
  const transfers = new Map<string, MonoTransfer>();
  for (let number = 1; number <= settings.listPagesMax; number += 1) {
    const answer = await keys.read(async (apiKey) => {
      const page = { number, size: LIST_PAGE_SIZE };
      // Oldest first: what is created meanwhile moves nothing to a page that was read.
      const sort = { field: 'inserted_at', direction: 'asc' } as const;
      const read = pageOf(await client.listTransfers({ apiKey, page, sort }));
      if (read.kind === 'again' && read.refusesKey) keys.refused(apiKey.id);
      return read;
    });
    if (answer === null) return { kind: 'unproven', why: 'no-key' };
    if (answer.kind === 'again') return { kind: 'unproven', why: answer.why };
    const { items, totalItems, totalPages } = answer.page;
    for (const transfer of items) transfers.set(transfer.id, transfer);
    if (totalItems === null || totalPages === null) {
      return { kind: 'unproven', why: 'no-pagination' };
    }
    if (number >= totalPages) {
      // Pages that shifted have hidden something: fewer were seen than there are.
      return transfers.size >= totalItems
        ? { kind: 'listed', transfers: [...transfers.values()] }
        : { kind: 'unproven', why: 'pages-shifted' };
    }
  }
  return { kind: 'unproven', why: 'list-too-long' };
}
