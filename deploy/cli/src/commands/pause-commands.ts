import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { authorOf, readWords, required } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel pause --all | --account ID | --caller NAME, with --reason TEXT [--author NAME]
       riel pause list
       riel resume --all | --account ID | --caller NAME, with --reason TEXT [--author NAME]

Stops sending to Mono for everybody, one Mono account or one caller; accepting commands goes on, and
look-ups too. pause answers when nothing that creates is under way any more. resume also lets a Mono
account go on whose lane the gateway has stopped by itself; list shows both.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: MONO_GATEWAY_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface ListedStop {
  readonly scope: string;
  readonly kind: string;
  readonly reason: string;
  readonly author: string | null;
  readonly since: string;
}

export const pauseCommand: Command = {
  name: 'pause',
  summary: 'stop sending to Mono, or list what is stopped',
  help,
  async run(context) {
    if (context.words[0] === 'list') await list({ ...context, words: context.words.slice(1) });
    else await change('pause', context);
    return exitCodes.done;
  },
};

export const resumeCommand: Command = {
  name: 'resume',
  summary: 'send to Mono again',
  help,
  async run(context) {
    await change('resume', context);
    return exitCodes.done;
  },
};

async function list({ words, environment, print }: CommandContext): Promise<void> {
  readWords(words, { positionals: [], values: [] });
  const call = { service: 'mono-gateway', method: 'GET', path: '/admin/pauses' } as const;
  const { stops } = (await callService(call, environment)) as {
    readonly stops: readonly ListedStop[];
  };
  const rows = stops.map(({ scope, kind, reason, author, since }) => [
    scope,
    kind,
    since,
    author ?? '',
    reason,
  ]);
  for (const line of textTable(['scope', 'kind', 'since', 'author', 'reason'], rows)) print(line);
}

async function change(verb: 'pause' | 'resume', context: CommandContext): Promise<void> {
  const values = ['account', 'caller', 'reason', 'author'];
  const given = readWords(context.words, { positionals: [], values, switches: ['all'] });
  const { account, caller } = given.values;
  const scopes = [
    ...(given.switches.has('all') ? ['all'] : []),
    ...(account === undefined ? [] : [`account:${account}`]),
    ...(caller === undefined ? [] : [`caller:${caller}`]),
  ];
  const [scope] = scopes;
  if (scope === undefined || scopes.length > 1) {
    throw new UsageError('say one of --all, --account and --caller');
  }
  const reason = required(given, 'reason');
  const body = { scope, reason, author: authorOf(given, context.environment) };
  const call = { service: 'mono-gateway', method: 'POST', path: `/admin/${verb}`, body } as const;
  await callService(call, context.environment);
  context.print(`${verb === 'pause' ? 'paused' : 'resumed'}: ${scope}`);
}
