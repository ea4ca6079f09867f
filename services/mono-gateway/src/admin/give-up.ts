import type { Database } from '@riel/database';
import type { Instant, SubmissionId, TransferId } from '@riel/schemas';
import type { EncodeEvent } from '../events/gateway-events.ts';
import { lockLanes } from '../lanes/sql/lane-rows.ts';
import { isRecovering } from '../recovery/sql.ts';
import { decideGiveUp, type GiveUpDecision } from '../submissions/decide-give-up.ts';
import { lockSubmissions } from '../submissions/sql/load-submissions.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import { accountOf } from './sql/account-of.ts';
import { insertAction } from './sql/insert-action.ts';

/** What giving up needs. */
export interface GiveUpPorts {
  readonly database: Database;
  readonly now: () => Instant;
  readonly encode: EncodeEvent;
  readonly giveUpAfterSeconds: number;
}

/** Whom a person gives up, and why. */
export interface GiveUpWish {
  readonly submissionId: SubmissionId;
  readonly transferId: TransferId;
  readonly author: string;
  readonly reason: string;
}

export type GiveUpOutcome =
  | { readonly kind: 'given-up' }
  | Extract<GiveUpDecision, { readonly kind: 'refused' }>
  | { readonly kind: 'refused'; readonly code: 'recovering' }
  | { readonly kind: 'unknown-submission' };

/** Gives one member of a submission up, with a reason, while nothing else happens in its lane. */
export async function giveUp(ports: GiveUpPorts, wish: GiveUpWish): Promise<GiveUpOutcome> {
  return await ports.database.transaction(async (transaction) => {
    const monoAccountId = await accountOf(transaction, wish.submissionId);
    if (monoAccountId === null) return { kind: 'unknown-submission' };
    await lockLanes(transaction, [monoAccountId]);
    // What it waits for may have been paid by an attempt that was forgotten.
    if (await isRecovering(transaction)) return { kind: 'refused', code: 'recovering' };
    const [submission] = await lockSubmissions(transaction, [wish.submissionId]);
    if (submission === undefined) return { kind: 'unknown-submission' };
    const at = ports.now();
    const { giveUpAfterSeconds } = ports;
    const decision = decideGiveUp(submission, wish.transferId, { at, giveUpAfterSeconds });
    if (decision.kind === 'refused') return decision;
    await writeChanges(transaction, [decision.change], { at, encode: ports.encode });
    const { author, reason } = wish;
    const subject = `${wish.submissionId} ${wish.transferId}`;
    await insertAction(transaction, { action: 'give-up', subject, author, reason, at });
    return { kind: 'given-up' };
  });
}
