import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { authorOf, readWords, required } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel submissions list [--state STATE] [--account ID] [--limit N]
       riel submissions retry ID [--reason TEXT] [--author NAME]
       riel submissions look-up ID [--reason TEXT] [--author NAME]
       riel submissions give-up ID TRANSFER --reason TEXT [--author NAME]

What the gateway has not finished, oldest first, with the last outcome of each.

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
}

const actions: Readonly<Record<string, (context: CommandContext) => Promise<void>>> = {
  list,
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
    if (run === undefined) throw new UsageError('say list, retry, look-up or give-up');
    await run({ ...context, words });
    return exitCodes.done;
  },
};

async function list({ words, environment, print }: CommandContext): Promise<void> {
  const { values } = readWords(words, { positionals: [], values: ['state', 'account', 'limit'] });
  const query = new URLSearchParams();
  if (values['state'] !== undefined) query.set('state', values['state']);
  if (values['account'] !== undefined) query.set('monoAccountId', values['account']);
  if (values['limit'] !== undefined) query.set('limit', values['limit']);
  const path = `/admin/submissions?${query.toString()}`;
  const call = { service: 'mono-gateway', method: 'GET', path } as const;
  const { waiting, submissions } = (await callService(call, environment)) as ListAnswer;
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
