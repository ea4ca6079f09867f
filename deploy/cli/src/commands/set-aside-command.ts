import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { readWords } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel set-aside list [--limit N]
       riel set-aside show ID

A record whose bytes cannot be decoded is set aside: chained by its bytes, reported, never booked,
and nothing waits behind it. Whoever wrote it publishes the fact again, correctly. The bytes
stay in the log alone, at the place that is told, because they may hold personal data.

list tells the latest ones. show tells every place where the bytes of an id stand.

Address and key: LEDGER_PROJECTOR_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface SetAside {
  readonly eventId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly chainNumber: string;
  readonly code: string;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly digest: string;
  readonly traceId: string | null;
  readonly knownAt: string | null;
}

type Action = (context: CommandContext) => Promise<void>;

const actions: Readonly<Record<string, Action>> = { list, show };

export const setAsideCommand: Command = {
  name: 'set-aside',
  summary: 'list and show records of the log that could not be decoded',
  help,
  async run({ words: [action, ...words], ...context }) {
    const run = Object.hasOwn(actions, action ?? '') ? actions[action ?? ''] : undefined;
    if (run === undefined) throw new UsageError('say list or show');
    await run({ ...context, words });
    return exitCodes.done;
  },
};

async function asked(path: string, { environment }: CommandContext): Promise<readonly SetAside[]> {
  const call = { service: 'ledger-projector', method: 'GET', path } as const;
  return ((await callService(call, environment)) as { records: readonly SetAside[] }).records;
}

async function list(context: CommandContext): Promise<void> {
  const { values } = readWords(context.words, { positionals: [], values: ['limit'] });
  const limit = values['limit'] ?? '100';
  if (!/^[1-9]\d{0,3}$/.test(limit)) throw new UsageError('--limit is a number from 1 to 9999');
  const records = await asked(`/admin/set-aside?limit=${limit}`, context);
  if (records.length === 0) {
    context.print('nothing was set aside');
    return;
  }
  const rows = records.map((each) => [
    each.eventId,
    each.knownAt ?? '',
    `${each.topic}/${each.partition}@${each.offset}`,
    `${each.sizeBytes}`,
    each.code,
    each.reason,
  ]);
  const head = ['id', 'known at', 'place', 'bytes', 'code', 'reason'];
  for (const line of textTable(head, rows)) context.print(line);
}

async function show(context: CommandContext): Promise<void> {
  const given = readWords(context.words, { positionals: ['ID'], values: [] });
  const [id = ''] = given.positionals;
  const records = await asked(`/admin/set-aside/${encodeURIComponent(id)}`, context);
  for (const each of records) {
    context.print(`${each.topic}, partition ${each.partition}, offset ${each.offset}`);
    context.print(`  code         ${each.code}`);
    context.print(`  reason       ${each.reason}`);
    context.print(`  bytes        ${each.sizeBytes}`);
    context.print(`  digest       ${each.digest}`);
    context.print(`  chain number ${each.chainNumber}`);
    context.print(`  known at     ${each.knownAt ?? 'before the first fact'}`);
    context.print(`  trace        ${each.traceId ?? 'none'}`);
  }
}
