import { sql, type Transaction } from '@riel/database';
import type { MonoAccountId, TransferId } from '@riel/schemas';
import { lockLanes } from '../lanes/sql/lane-rows.ts';
import { deleteRequests } from '../submissions/sql/update-members.ts';

/** What the log says became of a transfer. */
export interface LogFact {
  readonly transferId: TransferId;
  readonly state: 'accepted' | 'refused' | 'cancelled';
  readonly monoTransferId: string | null;
}

/**
 * Takes from the log what a database that has forgotten does not know: how transfers ended. The first
 * word stays. A submission whose members are all final is done; one that is done in part is never
 * sent again, for Mono holds a part of it.
 */
export async function followLog(
  transaction: Transaction,
  facts: readonly LogFact[],
): Promise<void> {
  if (facts.length === 0) return;
  const first = [...new Map(facts.toReversed().map((fact) => [fact.transferId, fact])).values()];
  const ids = first.map(({ transferId }) => transferId);
  const { rows: accounts } = await sql<{ id: MonoAccountId }>`
    select distinct mono_account_id as id from gateway.transfers
     where transfer_id = any(${ids}::uuid[])`.execute(transaction);
  await lockLanes(
    transaction,
    accounts.map(({ id }) => id),
  );
  const { rows: ended } = await sql<{ submission_id: string | null }>`
    update gateway.transfers t
       set state = n.state, mono_transfer_id = n.mono_transfer_id, finished_at = t.requested_at,
           cancelled_by = null
      from unnest(${ids}::uuid[], ${first.map(({ state }) => state)}::text[],
                  ${first.map(({ monoTransferId }) => monoTransferId)}::text[])
             as n (transfer_id, state, mono_transfer_id)
     where t.transfer_id = n.transfer_id and t.state in ('waiting', 'submitted')
    returning t.submission_id`.execute(transaction);
  await deleteRequests(transaction, ids);
  const submissions = ended.flatMap(({ submission_id }) => submission_id ?? []);
  await sql`
    update gateway.submissions s
       set has_unknown = true, first_clean_at = null,
           state = case when exists (
               select 1 from gateway.transfers t
                where t.submission_id = s.submission_id and t.state = 'submitted')
             then 'looking' else 'done' end
     where s.submission_id = any(${submissions}::uuid[]) and s.state not in ('done', 'dissolved')
  `.execute(transaction);
}
