import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { authorOf, readWords } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel periods close YYYY-MM [--run ID]... [--force --reason TEXT] [--author NAME]
       riel periods list

Closes a month for good, by a marker in every partition of the log: after it no entry gets a booking
date in that month, and what comes later is booked on the first open day, with its true date beside.
Each partition chains the sums of its accounts; together they are the closing trial balance.

A month closes in order, once, and when it is over in Bogota. It stays open while something stands
in suspense from it, or while reconciliation has not shown it without drift: --run names the runs
that do, one for each Mono account (riel reconcile prints them). --force closes all the same and wants --reason; what was open is printed.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: LEDGER_PROJECTOR_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface ListedPeriod {
  readonly period: string;
  readonly markerNumber: number;
  readonly at: string;
  readonly author: string;
  readonly reason: string | null;
  readonly forced: boolean;
  readonly reconciliationRunId: string | null;
  readonly written: boolean;
  readonly readBy: number;
  readonly partitions: number;
}

export const periodsCommand: Command = {
  name: 'periods',
  summary: 'close a month, list closed months',
  help,
  async run({ words: [action, ...words], ...context }) {
    if (action !== 'close' && action !== 'list') throw new UsageError('say close or list');
    await (action === 'close' ? close : list)({ ...context, words });
    return exitCodes.done;
  },
};

async function close({ words, environment, print }: CommandContext): Promise<void> {
  const given = readWords(words, {
    positionals: ['YYYY-MM'],
    values: ['reason', 'author'],
    lists: ['run'],
    switches: ['force'],
  });
  const [period = ''] = given.positionals;
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) throw new UsageError('the month must be YYYY-MM');
  const { reason } = given.values;
  const runs = given.lists['run'] ?? [];
  const force = given.switches.has('force');
  if (force && reason === undefined) throw new UsageError('--force wants --reason');
  const body = {
    period,
    author: authorOf(given, environment),
    ...(reason === undefined ? {} : { reason }),
    ...(runs.length === 0 ? {} : { reconciliationRunIds: runs }),
    force,
  };
  const call = { service: 'ledger-projector', method: 'POST', path: '/admin/periods' } as const;
  const answer = await callService({ ...call, body }, environment);
  const { markerNumber, over } = answer as {
    markerNumber: number;
    over: readonly { message: string }[];
  };
  print(`closed: ${period} by marker ${markerNumber}, in every partition of the booked topics`);
  for (const { message } of over) print(`forced over: ${message}`);
}

async function list({ words, environment, print }: CommandContext): Promise<void> {
  readWords(words, { positionals: [], values: [] });
  const call = { service: 'ledger-projector', method: 'GET', path: '/admin/periods' } as const;
  const answer = await callService(call, environment);
  const rows = (answer as { periods: readonly ListedPeriod[] }).periods.map((each) => [
    each.period,
    `${each.markerNumber}`,
    each.at,
    each.author,
    each.written ? `${each.readBy} of ${each.partitions}` : 'being written',
    each.forced ? 'forced' : (each.reconciliationRunId ?? ''),
    each.reason ?? '',
  ]);
  const head = ['month', 'marker', 'at', 'author', 'read by partitions', 'run', 'reason'];
  for (const line of textTable(head, rows)) print(line);
}
