import { Cron } from 'croner';
import type { Started } from '@riel/runtime';

/** What the schedule of the day needs. */
export interface DailySchedule {
  /** Hour of the day in America/Bogota, whatever the time zone of the process. */
  readonly hour: number;
  readonly round: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Runs the round once a day. A round that still runs when the next is due is left to end. */
export function scheduleDaily({ hour, round, onError }: DailySchedule): Started {
  const schedule = new Cron(
    `0 ${hour} * * *`,
    { timezone: 'America/Bogota', protect: true, catch: onError },
    round,
  );
  return { stop: async () => schedule.stop() };
}
