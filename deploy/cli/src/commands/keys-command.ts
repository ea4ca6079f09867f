import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { authorOf, readWords } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel keys list
       riel keys activate|retire|revoke ID [--reason TEXT] [--author NAME]

API keys of Mono come as files into MONO_API_KEYS_DIRECTORY of the gateway, and a new one is active as
soon as its file is there; the newest active one is used. To rotate: add the new file, revoke the old
key here, then at Mono, and take its file away.

A retired key is not used, and can be activated again. A revoked key is never used again: revoke answers
when no request with it is under way any more, so that it can be deleted at Mono at once.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: MONO_GATEWAY_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface ListedKey {
  readonly id: string;
  readonly status: string;
  readonly role: string | null;
  readonly createdAt: string | null;
  readonly ageDays: number | null;
  readonly hasFile: boolean;
}

const verbs: ReadonlySet<string> = new Set(['activate', 'retire', 'revoke']);

export const keysCommand: Command = {
  name: 'keys',
  summary: "list, activate, retire and revoke Mono's API keys",
  help,
  async run({ words: [action = '', ...words], ...context }) {
    if (action === 'list') await list({ ...context, words });
    else if (verbs.has(action)) await change(action, { ...context, words });
    else throw new UsageError('say list, activate, retire or revoke');
    return exitCodes.done;
  },
};

async function list({ words, environment, print }: CommandContext): Promise<void> {
  readWords(words, { positionals: [], values: [] });
  const call = { service: 'mono-gateway', method: 'GET', path: '/admin/keys' } as const;
  const { keys } = (await callService(call, environment)) as {
    readonly keys: readonly ListedKey[];
  };
  const rows = keys.map(({ id, status, role, createdAt, ageDays, hasFile }) => [
    id,
    status,
    role ?? '',
    createdAt ?? '',
    ageDays === null ? '' : `${ageDays} days`,
    hasFile ? 'yes' : 'no',
  ]);
  for (const line of textTable(['key', 'status', 'role', 'created', 'age', 'file'], rows)) {
    print(line);
  }
}

async function change(verb: string, context: CommandContext): Promise<void> {
  const given = readWords(context.words, { positionals: ['ID'], values: ['reason', 'author'] });
  const [id = ''] = given.positionals;
  const { reason } = given.values;
  const author = authorOf(given, context.environment);
  const body = { author, ...(reason === undefined ? {} : { reason }) };
  const path = `/admin/keys/${encodeURIComponent(id)}/${verb}`;
  const call = { service: 'mono-gateway', method: 'POST', path, body } as const;
  const answer = (await callService(call, context.environment)) as { readonly status: string };
  context.print(`${id} is ${answer.status}`);
}
