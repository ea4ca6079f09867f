import { sql, type Database } from '@riel/database';
import type { Metrics } from '@riel/runtime';
import { outcomeTable, type OutcomeCode } from './attempts/outcome-table.ts';
import type { LookUpAnswer } from './look-ups/decide-look-up.ts';
import type { Change } from './submissions/change.ts';

/** Counts what the gateway does. Labels are codes of ours, never text of Mono's. */
export interface GatewayCounters {
  attempted(outcome: OutcomeCode): void;
  lookedUp(answers: readonly LookUpAnswer[]): void;
  /** Members that became final, and what raises an alarm. */
  changed(change: Change): void;
  alarm(alarm: string, count?: number): void;
}

/** Makes the counters. */
export function createGatewayCounters(metrics: Metrics): GatewayCounters {
  const attempts = metrics.counter({
    name: 'riel_gateway_attempts_total',
    help: 'Requests that create at Mono, by outcome and what it means',
    labels: ['outcome', 'verdict'],
  });
  const lookUps = metrics.counter({
    name: 'riel_gateway_look_ups_total',
    help: 'Look-ups of transfers at Mono, by answer',
    labels: ['answer'],
  });
  const final = metrics.counter({
    name: 'riel_gateway_transfers_total',
    help: 'Transfers and collection links that became final here, by state',
    labels: ['state', 'operation'],
  });
  const alarms = metrics.counter({
    name: 'riel_gateway_alarms_total',
    help: 'What a person should look at, by kind',
    labels: ['alarm'],
  });
  return {
    attempted: (outcome) => attempts.inc({ outcome, verdict: outcomeTable[outcome].verdict }),
    lookedUp: (answers) => {
      for (const { kind } of answers) lookUps.inc({ answer: kind });
    },
    changed: (change) => {
      const { operation } = change.submission;
      const end = (state: string, count: number): void => final.inc({ state, operation }, count);
      end('accepted', change.accepted.length);
      end('refused', change.refused.length);
      end('cancelled', change.cancelled.length);
      for (const alarm of change.alarms) alarms.inc({ alarm });
      if (change.stopLane !== null) alarms.inc({ alarm: `lane-stopped-${change.stopLane}` });
    },
    alarm: (alarm, count = 1) => alarms.inc({ alarm }, count),
  };
}

const MICROSECONDS_PER_SECOND = 1_000_000;

/**
 * Registers gauges that are read from the database at each scrape, each by a partial index. Of the
 * transfers that wait, of which there may be any number, only the first of each lane is read.
 */
export function registerGatewayGauges(
  metrics: Metrics,
  { database, now }: { readonly database: Database; readonly now: () => number },
): void {
  const ageOf = async (query: Promise<{ rows: readonly { oldest: bigint | null }[] }>) => {
    const oldest = (await query).rows[0]?.oldest ?? null;
    return oldest === null ? 0 : Math.max(0, now() - Number(oldest)) / MICROSECONDS_PER_SECOND;
  };
  metrics.gauge({
    name: 'riel_gateway_oldest_unsent_seconds',
    help: 'Age of the transfer that came first of those that were never sent',
    read: () =>
      ageOf(
        sql<{ oldest: bigint | null }>`
          select least(
            (select min(first.requested_at)
               from gateway.lanes l
              cross join lateral (
                select requested_at from gateway.transfers t
                 where t.mono_account_id = l.mono_account_id and t.state = 'waiting'
                 order by t.arrival limit 1) as first),
            (select min(created_at) from gateway.submissions
              where state = 'ready' and not has_unknown)) as oldest`.execute(database.kysely),
      ),
  });
  metrics.gauge({
    name: 'riel_gateway_oldest_unknown_seconds',
    help: 'Age of the oldest outcome that is not known',
    read: () =>
      ageOf(
        sql<{ oldest: bigint | null }>`
          select min(unknown_since) as oldest from gateway.submissions
           where has_unknown and state not in ('done', 'dissolved')`.execute(database.kysely),
      ),
  });
  metrics.gauge({
    name: 'riel_gateway_open_submissions',
    help: 'Submissions that are not done, by state',
    labels: ['state'],
    readEach: async () => {
      const { rows } = await sql<{ state: string; count: bigint }>`
        select state, count(*) as count from gateway.submissions
         where state not in ('done', 'dissolved') group by state`.execute(database.kysely);
      return rows.map(({ state, count }) => ({ labels: { state }, value: Number(count) }));
    },
  });
  metrics.gauge({
    name: 'riel_gateway_stopped_lanes',
    help: 'Mono accounts whose lane waits for a person',
    read: async () => {
      const stopped = await sql<{ count: bigint }>`
        select count(*) as count from gateway.lanes where stopped_reason is not null
      `.execute(database.kysely);
      return Number(stopped.rows[0]?.count ?? 0n);
    },
  });
}
