import type { Instant, TransferId } from '@riel/schemas';
import { later, retryAt } from '../submissions/back-off.ts';
import { confine, unchanged, type Alarm, type Change, type Found } from '../submissions/change.ts';
import { decideRefusal } from '../submissions/decide-refusal.ts';
import type { SubmissionLimits } from '../submissions/limits.ts';
import type { Submission } from '../submissions/submission.ts';

/** What a look-up of one member came to. */
export type LookUpAnswer =
  | { readonly kind: 'found'; readonly found: Found; readonly hasSeveral: boolean }
  /** Mono holds it only as the repetition of something else. */
  | { readonly kind: 'duplicated' }
  /** Not there, and the query has proven that it finds what is there. */
  | { readonly kind: 'none' }
  /** No answer, or one that proves nothing. */
  | { readonly kind: 'again'; readonly why: string }
  /** The answer holds transfers that are not the one asked for. */
  | { readonly kind: 'foreign' | 'silent' };

/** A look-up of every open member. */
export interface EndedLookUp {
  readonly submission: Submission;
  readonly answers: ReadonlyMap<TransferId, LookUpAnswer>;
  /** When the first question of it was asked. */
  readonly begunAt: Instant;
  readonly at: Instant;
  readonly random: number;
}

/** What follows from a look-up of all open members of a submission. */
export function decideLookUp(ended: EndedLookUp, limits: SubmissionLimits): Change {
  return confine(decideByAnswers(ended, limits));
}

function decideByAnswers(ended: EndedLookUp, limits: SubmissionLimits): Change {
  const { submission, at } = ended;
  const answers = submission.open.map(({ transferId }) =>
    inTime(ended.answers.get(transferId) ?? { kind: 'again', why: '' }, ended),
  );
  const accepted = answers.flatMap((answer) => (answer.kind === 'found' ? [answer.found] : []));
  const stop = answers.find(({ kind }) => kind === 'foreign' || kind === 'silent');
  const change: Change = {
    ...unchanged(submission, at),
    accepted,
    cancellationsRefused: submission.open.flatMap(({ transferId, cancelledBy }) =>
      cancelledBy !== null && accepted.some((one) => one.transferId === transferId)
        ? [{ transferId, caller: cancelledBy }]
        : [],
    ),
    alarms: alarmsOf(answers),
    stopLane: stop === undefined ? null : stop.kind === 'foreign' ? 'foreign-id' : 'no-echo',
  };
  if (accepted.length === submission.open.length) return { ...change, state: 'done', failures: 0 };
  const isInPart =
    accepted.length > 0 ||
    submission.members.length > submission.open.length ||
    holdsDuplicate(answers);
  if (isInPart || submission.state === 'partly-found') {
    return waiting({ ...change, state: 'partly-found' }, { ...ended, answers }, limits);
  }
  if (!answers.every(({ kind }) => kind === 'none')) {
    const why = answers.find((answer) => answer.kind === 'again')?.why;
    const failures = submission.failures + 1;
    const wish = { failures, retryAfterMilliseconds: null, random: ended.random };
    const dueAt = latest(retryAt(at, wish, limits), submission.lookUpsFrom);
    return { ...change, failures, dueAt, lastOutcome: why ?? change.stopLane };
  }
  return afterNone(change, { ...ended, answers }, limits);
}

/** What was not there while a request might still have been on its way may come yet. */
const inTime = (
  answer: LookUpAnswer,
  { submission, begunAt }: Pick<EndedLookUp, 'submission' | 'begunAt'>,
): LookUpAnswer =>
  answer.kind === 'none' && begunAt < submission.lookUpsFrom
    ? { kind: 'again', why: 'request-under-way' }
    : answer;

const latest = (left: Instant, right: Instant): Instant => (left > right ? left : right);

type Asked = Omit<EndedLookUp, 'answers'> & { readonly answers: readonly LookUpAnswer[] };

const holdsDuplicate = (answers: readonly LookUpAnswer[]): boolean =>
  answers.some(({ kind }) => kind === 'duplicated');

function alarmsOf(answers: readonly LookUpAnswer[]): readonly Alarm[] {
  const has = (test: (answer: LookUpAnswer) => boolean): boolean => answers.some(test);
  return [
    ...(has(({ kind }) => kind === 'foreign') ? (['foreign-id'] as const) : []),
    ...(has(({ kind }) => kind === 'silent') ? (['no-echo'] as const) : []),
    ...(holdsDuplicate(answers) ? (['duplicated'] as const) : []),
    ...(has((answer) => answer.kind === 'found' && answer.hasSeveral)
      ? (['several-payments'] as const)
      : []),
  ];
}

/** Every open member was proven not to be there. */
function afterNone(change: Change, asked: Asked, limits: SubmissionLimits): Change {
  const { submission, begunAt, at } = asked;
  switch (submission.state) {
    case 'looking': {
      const { firstCleanAt } = submission;
      const gap = limits.lookUpGapMilliseconds;
      if (firstCleanAt === null) {
        return { ...change, firstCleanAt: begunAt, dueAt: later(begunAt, gap) };
      }
      const secondAt = later(firstCleanAt, gap);
      // Both must be the gap apart, measured from begin to begin.
      return begunAt < secondAt
        ? { ...change, dueAt: secondAt }
        : { ...change, state: 'ready', dueAt: at };
    }
    case 'refusing':
      return decideRefusal(change);
    default:
      return waiting(change, asked, limits);
  }
}

/** Waits for a person, and goes on asking meanwhile: what is found later is accepted. */
function waiting(change: Change, asked: Asked, limits: SubmissionLimits): Change {
  const { submission, begunAt, at } = asked;
  const isFirst = submission.firstCleanAt === null;
  const absent = submission.open.flatMap(({ transferId, absentSince }, index) =>
    asked.answers[index]?.kind === 'none'
      ? [{ transferId, since: absentSince ?? begunAt, until: begunAt }]
      : [],
  );
  const pause = isFirst ? limits.lookUpGapMilliseconds : limits.lookUpRetryMilliseconds;
  const isNew = change.state !== submission.state;
  const alarms: readonly Alarm[] =
    isNew && change.state === 'partly-found' ? [...change.alarms, 'partly-found'] : change.alarms;
  return {
    ...change,
    alarms,
    absent,
    failures: 0,
    firstCleanAt: submission.firstCleanAt ?? begunAt,
    dueAt: later(at, pause),
  };
}
