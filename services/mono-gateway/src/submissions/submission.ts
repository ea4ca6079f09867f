import type { Caller, Instant, MonoAccountId, SubmissionId, TransferId } from '@riel/schemas';
import type { Operation } from './operation.ts';

/*
 * A submission is one create call to Mono. Its states:
 *
 *   ready                  may be sent when due: never attempted, or Mono has proven to hold none of it
 *   sending                an attempt is recorded and has no outcome
 *   looking                its last outcome is unknown: two proven look-ups must find none of it first
 *   refusing               Mono refused it, and a look-up must find none of it before that is believed
 *   refused-after-unknown  Mono refused it after an unknown outcome: waits for a person
 *   partly-found           Mono holds some of it and not the rest: waits for a person
 *   done                   every member is final
 *   dissolved              never sent, or refused whole: its members went elsewhere
 *
 * Nothing but `ready` is ever sent, and whatever was `unknown` once comes back to `ready` only by
 * look-ups that began after its last attempt had ended.
 */

export const waitingStates = ['refused-after-unknown', 'partly-found'] as const;
export const openStates = ['ready', 'sending', 'looking', 'refusing', ...waitingStates] as const;
export const submissionStates = [...openStates, 'done', 'dissolved'] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** What Mono's error said: codes and places, never its text. */
export interface Refusal {
  readonly errors: readonly { readonly errorCode: string | null; readonly path: string | null }[];
  readonly monoLogId: string | null;
}

/** A member that is not final. */
export interface Member {
  readonly transferId: TransferId;
  readonly notAfter: Instant | null;
  /** Caller who asked to cancel it, if the gateway has not yet decided on that. */
  readonly cancelledBy: Caller | null;
  /** When the first and the last of the proven look-ups began that found nothing of it. */
  readonly absentSince: Instant | null;
  readonly absentUntil: Instant | null;
}

/** A submission as the deciders see it. */
export interface Submission {
  readonly submissionId: SubmissionId;
  readonly operation: Operation;
  readonly monoAccountId: MonoAccountId;
  readonly caller: Caller;
  /** How many times its members were split off from refused submissions. */
  readonly splitGeneration: number;
  readonly splitGroup: string;
  /** All members, in the order of the body. */
  readonly members: readonly TransferId[];
  /** Those that are not final. */
  readonly open: readonly Member[];
  readonly state: SubmissionState;
  readonly attempts: number;
  /** Attempts in a row that led nowhere, for the back-off. */
  readonly failures: number;
  readonly hasUnknown: boolean;
  /** When the first clean look-up after the last attempt began. */
  readonly firstCleanAt: Instant | null;
  /** Until then a request of it may be on its way whose end nobody recorded; 0 if none. */
  readonly lookUpsFrom: Instant;
  readonly unknownSince: Instant | null;
  readonly lastOutcome: string | null;
  readonly refusal: Refusal | null;
}

/** The earliest instant after which an open member must not be sent; null if there is none. */
export function earliestNotAfter({ open }: Pick<Submission, 'open'>): Instant | null {
  const all = open.flatMap(({ notAfter }) => notAfter ?? []);
  return all.length === 0 ? null : (Math.min(...all) as Instant);
}
