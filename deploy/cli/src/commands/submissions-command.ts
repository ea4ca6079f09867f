import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { authorOf, readWords, required } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel submissions list [--state STATE] [--account ID] [--limit N] [--after ID]
       riel submissions waiting [--account ID] [--limit N] [--after TRANSFER]
       riel submissions retry ID [--reason TEXT] [--author NAME]
       riel submissions look-up ID [--reason TEXT] [--author NAME]
       riel submissions give-up ID TRANSFER --reason TEXT [--author NAME]

list shows what the gateway has not finished, oldest first, with the last outcome of each; waiting shows
each transfer that is in no submission yet, with what keeps it there. Both show 100, with --limit up to
1000, and say how to see the next ones.

retry sends again as soon as it may be: after an unknown outcome that is after two look-ups that found
none of it. look-up asks Mono now. give-up refuses one transfer for good; it is refused itself while
the transfer may still be a payment: until look-ups have proven for MONO_GIVE_UP_AFTER_SECONDS of the
gateway that Mono does not hold it.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: MONO_GATEWAY_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface ListedSubmission {
  readonly submissionId: string;
  readonly monoAccountId: string;
  readonly caller: string;
  readonly state: string;
  readonly ageSeconds: number;
  readonly attempts: number;
  readonly lastOutcome: string | null;
  readonly monoErrorCodes: readonly string[];
  readonly open: readonly { readonly transferId: string; readonly absentSeconds: number }[];
}

interface ListAnswer {
  readonly waiting: { readonly transfers: number; readonly oldestRequestedAt: string | null };
  readonly submissions: readonly ListedSubmission[];
  readonly next: string | null;
}

const actions: Readonly<Record<string, (context: CommandContext) => Promise<void>>> = {
  list,
  waiting: listWaiting,
  retry: async (context) => await nudge('retry', context),
  'look-up': async (context) => await nudge('look-up', context),
  'give-up': giveUp,
};

export const submissionsCommand: Command = {
  name: 'submissions',
  summary: 'list what is not finished at Mono, retry, look up, give up',
  help,
  async run({ words: [action = '', ...words], ...context }) {
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (run === undefined) throw new UsageError('say list, waiting, retry, look-up or give-up');
    await run({ ...context, words });
    return exitCodes.done;
  },
};

async function list({ words, environment, print }: CommandContext): Promise<void> {
  const path = `/admin/submissions?${queryOf(words, ['state', ...pageWords])}`;
  const call = { service: 'mono-gateway', method: 'GET', path } as const;
  const { waiting, submissions, next } = (await callService(call, environment)) as ListAnswer;
  const rows = submissions.map((each) => [
    each.submissionId,
    each.state,
    `${each.ageSeconds} s`,
    `${each.attempts}`,
    [each.lastOutcome ?? '', ...each.monoErrorCodes].join(' ').trim(),
    each.monoAccountId,
    each.caller,
    each.open.map(({ transferId }) => transferId).join(' '),
  ]);
  const head = [
    'submission',
    'state',
    'age',
    'attempts',
    'last outcome',
    'account',
    'caller',
    'transfers',
  ];
  for (const line of textTable(head, rows)) print(line);
  const { transfers, oldestRequestedAt } = waiting;
  const since = oldestRequestedAt === null ? '' : `, the oldest since ${oldestRequestedAt}`;
  print(`${submissions.length} listed; ${transfers} transfers in no submission yet${since}`);
  if (next !== null) print(`more: --after ${next}`);
  if (transfers > 0) print('each of them, and why it waits: riel submissions waiting');
}

interface WaitingAnswer {
  readonly transfers: readonly {
    readonly transferId: string;
    readonly monoAccountId: string;
    readonly caller: string;
    readonly state: string;
    readonly ageSeconds: number;
    readonly reason: string;
  }[];
  readonly next: string | null;
}

async function listWaiting({ words, environment, print }: CommandContext): Promise<void> {
  const path = `/admin/waiting-transfers?${queryOf(words, pageWords)}`;
  const call = { service: 'mono-gateway', method: 'GET', path } as const;
  const { transfers, next } = (await callService(call, environment)) as WaitingAnswer;
  const rows = transfers.map((each) => [
    each.transferId,
    each.state,
    `${each.ageSeconds} s`,
    each.reason,
    each.monoAccountId,
    each.caller,
  ]);
  const head = ['transfer', 'state', 'age', 'reason', 'account', 'caller'];
  for (const line of textTable(head, rows)) print(line);
  print(`${transfers.length} listed`);
  if (next !== null) print(`more: --after ${next}`);
}

const pageWords = ['account', 'limit', 'after'];
/** Where a word has another name in the gateway's API. */
const namesInApi: Readonly<Record<string, string>> = { account: 'monoAccountId' };

function queryOf(words: readonly string[], allowed: readonly string[]): string {
  const { values } = readWords(words, { positionals: [], values: allowed });
  const query = new URLSearchParams();
  for (const name of allowed) {
    const value = values[name];
    if (value !== undefined) query.set(namesInApi[name] ?? name, value);
  }
  return query.toString();
}

async function nudge(action: string, context: CommandContext): Promise<void> {
  const given = readWords(context.words, { positionals: ['ID'], values: ['reason', 'author'] });
  const [id = ''] = given.positionals;
  const { reason } = given.values;
  const author = authorOf(given, context.environment);
  const body = { author, ...(reason === undefined ? {} : { reason }) };
  const path = `/admin/submissions/${encodeURIComponent(id)}/${action}`;
  const call = { service: 'mono-gateway', method: 'POST', path } as const;
  await callService({ ...call, body }, context.environment);
  context.print(`${action}: ${id} is due now`);
}

async function giveUp({ words, environment, print }: CommandContext): Promise<void> {
  const values = ['reason', 'author'];
  const given = readWords(words, { positionals: ['ID', 'TRANSFER'], values });
  const [id = '', transferId = ''] = given.positionals;
  const reason = required(given, 'reason');
  const body = { author: authorOf(given, environment), reason, transferId };
  const path = `/admin/submissions/${encodeURIComponent(id)}/give-up`;
  await callService({ service: 'mono-gateway', method: 'POST', path, body }, environment);
  print(`given up: ${transferId} is refused for good`);
}
