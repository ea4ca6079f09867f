import { exitCodes } from '../command.ts';
import type { Command } from '../command.ts';
import { callService } from '../services/call-service.ts';

import { readGivenFile } from './read-given-file.ts';
import { parseReportCsv } from './parse-report-csv.ts';
import { authorOf, readWords } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel import-report FILE [--force] [--author NAME]

Books what only Mono's exported report tells: credits whose webhook never came, each under its own id,
and the rail on which a transfer settled. Imported twice, a line does nothing.

FILE is CSV with a head line and these columns, in any order:
  id               tx_… of a credit, trn_… of a transfer
  account_id       acc_…
  amount           pesos with a point: 1234.56
  currency         optional, COP by default
  transaction_at   ISO 8601, with its zone
  type             optional
  rail             only of a transfer

A credit that equals a booked one of another id, or an adjustment, in Mono account, amount and day is
refused: the money would be counted twice. --force takes it all the same.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: RECONCILIATION_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or a line was refused, 2 not understood.`;

interface LineAnswer {
  readonly id: string;
  readonly outcome: 'published' | 'known' | 'refused';
  readonly reason: string | null;
}

export const importReportCommand: Command = {
  name: 'import-report',
  summary: "book what only Mono's exported report tells",
  help,
  async run({ words, environment, print }) {
    const given = readWords(words, {
      positionals: ['FILE'],
      values: ['author'],
      switches: ['force'],
    });
    const [file = ''] = given.positionals;
    const lines = parseReportCsv(await readGivenFile(file, environment));
    const body = {
      author: authorOf(given, environment),
      force: given.switches.has('force'),
      lines,
    };
    const call = { service: 'reconciliation', method: 'POST', path: '/v1/report-imports' } as const;
    const answer = (await callService({ ...call, body }, environment)) as {
      lines: readonly LineAnswer[];
    };
    const rows = answer.lines.map((line) => [line.id, line.outcome, line.reason ?? '']);
    for (const line of textTable(['line', 'outcome', 'why'], rows)) print(line);
    const isRefused = answer.lines.some((line) => line.outcome === 'refused');
    return isRefused ? exitCodes.failed : exitCodes.done;
  },
};
