import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { openEvidence } from './open-evidence.ts';
import { authorOf, readWords, required } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel webhooks verify ID [--opening-keys FILE] [--author NAME]
       riel webhooks replay ID --reason TEXT [--opening-keys FILE] [--author NAME]
       riel webhooks look-ups [--limit N]

ID is the evidence id that an event of Mono's carries. The original is sealed; it is opened here, by
a reader's key (--opening-keys, else PAYEE_OPENING_KEYS_FILE), and shown to nobody.

verify   proves an old webhook again: its digest and, while its secret is there, its signature.
replay   publishes what it says again, under the same event id, also if it was published before.
look-ups lists the questions to Mono that have no answer yet, the oldest first.

Each verify and replay is recorded. --author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: WEBHOOK_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed, refused or not proven, 2 not understood.`;

type Action = (context: CommandContext) => Promise<number>;

const actions: Readonly<Record<string, Action>> = { verify, replay, 'look-ups': listLookUps };

export const webhooksCommand: Command = {
  name: 'webhooks',
  summary: 'verify and replay old webhooks, list what Mono is still asked',
  help,
  async run({ words: [action, ...words], ...context }) {
    const run = Object.hasOwn(actions, action ?? '') ? actions[action ?? ''] : undefined;
    if (run === undefined) throw new UsageError('say verify, replay or look-ups');
    return await run({ ...context, words });
  },
};

async function verify({ words, environment, print }: CommandContext): Promise<number> {
  const given = readWords(words, { positionals: ['ID'], values: ['opening-keys', 'author'] });
  const [id = ''] = given.positionals;
  const evidence = await openEvidence(id, given.values['opening-keys'], environment);
  const path = `/v1/webhooks/evidence/${encodeURIComponent(id)}/verify`;
  const body = { ...evidence.original, author: authorOf(given, environment) };
  const call = { service: 'webhook', method: 'POST', path, body } as const;
  const proof = (await callService(call, environment)) as {
    readonly isProven: boolean;
    readonly isDigestEqual: boolean;
    readonly signature: string;
    readonly digest: string;
  };
  print(`${evidence.eventType}, received ${evidence.receivedAt}`);
  print(`digest ${proof.digest}: ${proof.isDigestEqual ? 'equal' : 'NOT EQUAL'}`);
  print(`signature under secret ${evidence.secretId}: ${proof.signature}`);
  print(proof.isProven ? 'proven' : 'NOT PROVEN');
  return proof.isProven ? exitCodes.done : exitCodes.failed;
}

async function replay({ words, environment, print }: CommandContext): Promise<number> {
  const values = ['opening-keys', 'author', 'reason'];
  const given = readWords(words, { positionals: ['ID'], values });
  const [id = ''] = given.positionals;
  const reason = required(given, 'reason');
  const evidence = await openEvidence(id, given.values['opening-keys'], environment);
  const path = `/v1/webhooks/evidence/${encodeURIComponent(id)}/replay`;
  const body = { ...evidence.original, author: authorOf(given, environment), reason };
  const call = { service: 'webhook', method: 'POST', path, body } as const;
  const replayed = (await callService(call, environment)) as {
    readonly outcome: string;
    readonly eventId?: string;
    readonly eventName?: string;
    readonly reason?: string;
  };
  const about =
    replayed.eventId === undefined
      ? (replayed.reason ?? '')
      : `${replayed.eventName} ${replayed.eventId}`;
  print(`${replayed.outcome}: ${about}`);
  return exitCodes.done;
}

interface ListedLookUp {
  readonly kind: string;
  readonly objectId: string;
  readonly reason: string;
  readonly ageSeconds: number;
  readonly attempts: number;
  readonly lastOutcome: string | null;
}

async function listLookUps({ words, environment, print }: CommandContext): Promise<number> {
  const given = readWords(words, { positionals: [], values: ['limit'] });
  const limit = given.values['limit'] ?? '100';
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw new UsageError('--limit must be a number up to 1000');
  const path = `/v1/webhooks/look-ups?limit=${limit}`;
  const call = { service: 'webhook', method: 'GET', path } as const;
  const { lookUps } = (await callService(call, environment)) as {
    readonly lookUps: readonly ListedLookUp[];
  };
  const rows = lookUps.map((lookUp) => [
    lookUp.objectId,
    lookUp.kind,
    lookUp.reason,
    `${lookUp.ageSeconds} s`,
    String(lookUp.attempts),
    lookUp.lastOutcome ?? '',
  ]);
  const head = ['object', 'kind', 'reason', 'age', 'attempts', 'last outcome'];
  for (const line of textTable(head, rows)) print(line);
  return exitCodes.done;
}
