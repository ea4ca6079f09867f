/**
 * Whether a month may be closed. Closing is for good: what comes later is booked on the first open
 * day. So a month closes only when it is over, in order and once, which nobody can force; and when
 * nothing of it is open, which a person can, with a reason.
 */

/** What stands in a suspense account from the month or before, and was not taken out since. */
export interface OpenSuspense {
  readonly account: string;
  readonly currency: string;
  /** Minor units, positive for a debit. */
  readonly open: bigint;
}

/** What a run of reconciliation says of one Mono account. */
export interface RunPart {
  readonly runId: string;
  readonly monoAccountId: string;
  /** First and last day that were compared, 'YYYY-MM-DD'. */
  readonly fromDate: string;
  readonly toDate: string;
  readonly driftOpen: bigint;
}

export interface ClosingQuestion {
  /** 'YYYY-MM' */
  readonly period: string;
  /** In Bogota, 'YYYY-MM-DD'. */
  readonly today: string;
  /** Last closed month. */
  readonly lastClosed: string | null;
  readonly openSuspense: readonly OpenSuspense[];
  /** Mono accounts that anything was booked for in the month. */
  readonly monoAccountIds: readonly string[];
  /** Runs that the person named. A run is of one Mono account, so there may be several. */
  readonly runIds: readonly string[];
  /** What they say. */
  readonly runParts: readonly RunPart[];
  readonly isForced: boolean;
}

/** Why a month stays open. */
export interface Obstacle {
  readonly code:
    | 'period-not-over'
    | 'period-closed'
    | 'period-not-next'
    | 'suspense-open'
    | 'reconciliation-run-missing'
    | 'reconciliation-run-unknown'
    | 'reconciliation-run-incomplete'
    | 'drift-open';
  readonly message: string;
}

export type ClosingDecision =
  | {
      readonly kind: 'close';
      /** What was open and closed over all the same. */
      readonly over: readonly Obstacle[];
    }
  | { readonly kind: 'refused'; readonly obstacles: readonly Obstacle[] };

export const decideClosing = (question: ClosingQuestion): ClosingDecision => {
  const order = orderObstacle(question);
  if (order !== null) {
    return { kind: 'refused', obstacles: [order] };
  }
  const open = [...suspenseObstacles(question), ...driftObstacles(question)];
  return open.length === 0 || question.isForced
    ? { kind: 'close', over: open }
    : { kind: 'refused', obstacles: open };
};

/** The month after a month. */
export const monthAfter = (period: string): string => {
  const [year = 0, month = 0] = period.split('-').map(Number);
  return month === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${period.slice(0, 4)}-${String(month + 1).padStart(2, '0')}`;
};

/** The last day of a month, 'YYYY-MM-DD'. */
export const lastDayOf = (period: string): string => {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const shortMonths: ReadonlyMap<number, number> = new Map([
    [2, isLeap ? 29 : 28],
    [4, 30],
    [6, 30],
    [9, 30],
    [11, 30],
  ]);
  return `${period}-${shortMonths.get(month) ?? 31}`;
};

const orderObstacle = ({ period, today, lastClosed }: ClosingQuestion): Obstacle | null => {
  if (period >= today.slice(0, 7)) {
    return { code: 'period-not-over', message: `${period} is not over in Bogota` };
  }
  if (lastClosed === null || period === monthAfter(lastClosed)) {
    return null;
  }
  return period <= lastClosed
    ? { code: 'period-closed', message: `all months up to ${lastClosed} are closed` }
    : { code: 'period-not-next', message: `${monthAfter(lastClosed)} is the next to close` };
};

const suspenseObstacles = ({ period, openSuspense }: ClosingQuestion): readonly Obstacle[] =>
  openSuspense.map(({ account, currency, open }) => ({
    code: 'suspense-open',
    message: `${open} minor units of ${currency} stand in ${account} from ${period} or before`,
  }));

const driftObstacles = (question: ClosingQuestion): readonly Obstacle[] => {
  const { period, runIds, runParts, monoAccountIds } = question;
  if (runIds.length === 0) {
    const message = 'no run of reconciliation was named that shows the month without drift';
    return [{ code: 'reconciliation-run-missing', message }];
  }
  const known = new Set(runParts.map(({ runId }) => runId));
  if (runIds.some((runId) => !known.has(runId))) {
    const message = 'reconciliation has not published that such a run was completed';
    return [{ code: 'reconciliation-run-unknown', message }];
  }
  const covering = runParts.filter(
    ({ fromDate, toDate }) => fromDate <= `${period}-01` && toDate >= lastDayOf(period),
  );
  const covered = new Set(covering.map(({ monoAccountId }) => monoAccountId));
  const missing = monoAccountIds.filter((monoAccountId) => !covered.has(monoAccountId));
  const incomplete = missing.map((monoAccountId) => ({
    code: 'reconciliation-run-incomplete' as const,
    message: `no named run covers all of ${period} for the Mono account ${monoAccountId}`,
  }));
  const drift = runParts
    .filter(({ driftOpen }) => driftOpen > 0n)
    .map(({ monoAccountId, driftOpen }) => ({
      code: 'drift-open' as const,
      message: `the run left ${driftOpen} differences open for the Mono account ${monoAccountId}`,
    }));
  return [...incomplete, ...drift];
};
