import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { textTable } from './text-table.ts';
import { readGivenFile } from './read-given-file.ts';
import { authorOf, readWords, required } from './read-words.ts';

const help = `Usage: riel tables activate FILE --reason TEXT [--author NAME]
       riel tables list
       riel tables show [NUMBER]

Tables (chart of accounts, tariffs, rules per Mono account) are put into force by a marker in
every partition of the log: what stands behind it is booked under them, and nothing that is booked
is priced again. A file that is wrong is refused, naming file, line and field of each problem.

activate puts a file into force; the newest one again changes nothing.
list     tells which tables there were, who activated them and how many partitions have read them.
show     prints the newest tables, or those of a marker, as JSON.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: LEDGER_PROJECTOR_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface ListedTables {
  readonly markerNumber: number;
  readonly author: string;
  readonly reason: string | null;
  readonly at: string;
  readonly written: boolean;
  readonly readBy: number;
  readonly partitions: number;
  readonly tablesDigest: string;
}

const actions: Readonly<Record<string, (context: CommandContext) => Promise<void>>> = {
  activate,
  list,
  show,
};

export const tablesCommand: Command = {
  name: 'tables',
  summary: 'activate, list and show chart of accounts, tariffs and rules',
  help,
  async run({ words: [action, ...words], ...context }) {
    const run = actions[action ?? ''];
    if (run === undefined) throw new UsageError('say activate, list or show');
    await run({ ...context, words });
    return exitCodes.done;
  },
};

async function activate({ words, environment, print }: CommandContext): Promise<void> {
  const given = readWords(words, { positionals: ['FILE'], values: ['author', 'reason'] });
  const [file = ''] = given.positionals;
  const body = {
    file,
    content: await readGivenFile(file, environment),
    author: authorOf(given, environment),
    reason: required(given, 'reason'),
  };
  const call = { service: 'ledger-projector', method: 'POST', path: '/admin/tables' } as const;
  const answer = await callService({ ...call, body }, environment);
  const { kind, markerNumber } = answer as { kind: string; markerNumber: number };
  print(
    kind === 'unchanged'
      ? `unchanged: these are the tables of marker ${markerNumber} already`
      : `activated by marker ${markerNumber}, written to every partition of the booked topics`,
  );
}

async function listed(context: CommandContext): Promise<readonly ListedTables[]> {
  const call = { service: 'ledger-projector', method: 'GET', path: '/admin/tables' } as const;
  const answer = await callService(call, context.environment);
  return (answer as { tables: readonly ListedTables[] }).tables;
}

async function list(context: CommandContext): Promise<void> {
  readWords(context.words, { positionals: [], values: [] });
  const rows = (await listed(context)).map((each) => [
    `${each.markerNumber}`,
    each.at,
    each.author,
    each.written ? `${each.readBy} of ${each.partitions}` : 'being written',
    each.tablesDigest.slice(0, 12),
    each.reason ?? '',
  ]);
  const head = ['marker', 'at', 'author', 'read by partitions', 'digest', 'reason'];
  for (const line of textTable(head, rows)) context.print(line);
}

async function show(context: CommandContext): Promise<void> {
  const given = readWords(context.words, { positionals: ['NUMBER'], least: 0, values: [] });
  const number = given.positionals[0] ?? (await listed(context)).at(-1)?.markerNumber.toString();
  if (number === undefined) {
    context.print('no tables were activated yet');
    return;
  }
  if (!/^[1-9]\d{0,8}$/.test(number)) throw new UsageError('NUMBER must be that of a marker');
  const path = `/admin/tables/${number}`;
  const call = { service: 'ledger-projector', method: 'GET', path } as const;
  const answer = await callService(call, context.environment);
  const { content } = answer as { content: string };
  context.print(JSON.stringify(JSON.parse(content), null, 2));
}
