import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { authorOf, readWords, required } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel webhook-secrets list
       riel webhook-secrets activate ID --reason TEXT [--author NAME]
       riel webhook-secrets retire ID --reason TEXT [--author NAME] [--force]

Secrets of Mono's webhooks come as files into MONO_WEBHOOK_SECRETS_DIRECTORY of the webhook service
and are believed as soon as the file is there. To rotate: add the new file, let Mono sign with it,
retire the old one, take its file away. A retired secret is refused on every instance within a second.

retire refuses the last active secret, unless --force: without any, every webhook is refused.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: WEBHOOK_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

const SECONDS_PER_DAY = 86_400;

interface ListedSecret {
  readonly id: string;
  readonly status: string;
  readonly createdAt: string;
  readonly ageSeconds: number;
}

const actions: Readonly<Record<string, (context: CommandContext) => Promise<void>>> = {
  list,
  activate: async (context) => await change('activate', context),
  retire: async (context) => await change('retire', context),
};

export const webhookSecretsCommand: Command = {
  name: 'webhook-secrets',
  summary: "list, activate and retire the secrets of Mono's webhooks",
  help,
  async run({ words: [action, ...words], ...context }) {
    const run = Object.hasOwn(actions, action ?? '') ? actions[action ?? ''] : undefined;
    if (run === undefined) throw new UsageError('say list, activate or retire');
    await run({ ...context, words });
    return exitCodes.done;
  },
};

async function list({ words, environment, print }: CommandContext): Promise<void> {
  readWords(words, { positionals: [], values: [] });
  const call = { service: 'webhook', method: 'GET', path: '/v1/webhook-secrets' } as const;
  const { secrets } = (await callService(call, environment)) as {
    readonly secrets: readonly ListedSecret[];
  };
  const rows = secrets.map((secret) => [
    secret.id,
    secret.status,
    secret.createdAt,
    `${Math.floor(secret.ageSeconds / SECONDS_PER_DAY)} days`,
  ]);
  for (const line of textTable(['secret', 'status', 'created at', 'age'], rows)) print(line);
}

async function change(
  action: 'activate' | 'retire',
  { words, environment, print }: CommandContext,
): Promise<void> {
  const switches = action === 'retire' ? ['force'] : [];
  const given = readWords(words, { positionals: ['ID'], values: ['author', 'reason'], switches });
  const [id = ''] = given.positionals;
  const body = {
    reason: required(given, 'reason'),
    author: authorOf(given, environment),
    ...(given.switches.has('force') ? { force: true } : {}),
  };
  const path = `/v1/webhook-secrets/${encodeURIComponent(id)}/${action}`;
  await callService({ service: 'webhook', method: 'POST', path, body }, environment);
  print(action === 'retire' ? `${id} is retired` : `${id} is active`);
}
