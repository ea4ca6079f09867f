import { createHash } from 'node:crypto';

import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { readGivenFile } from './read-given-file.ts';
import { authorOf, readWords } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel adjust FILE [--dry-run] [--key KEY] [--author NAME]

Asks for a balanced entry that no fact of Mono makes: an opening balance, a charge that nobody
reports, the difference that a drift names. FILE is JSON:

  { "reason": "bank charge of October", "driftId": "...", "openingBalance": false,
    "postings": [ { "account": "expenses:fees:ach", "amount": "500000", "currency": "COP" },
                  { "account": "liabilities:payouts", "amount": "-500000", "currency": "COP" } ] }

Amounts are minor units, positive for a debit; lines sum to zero per currency. clearing is never
touched; assets:mono only with openingBalance or driftId. author may stand in the file too.

--dry-run  checks it and prints the entry as it would be booked; nothing is stored.
--key      idempotency key. By default it follows from the file and its author, so the same file
           asked for twice is one adjustment.

Address and key: COMMAND_URL and RIEL_API_KEY (scope ledger:adjust), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface Entry {
  readonly kind: string;
  readonly bookingDate: string;
  readonly postings: readonly { account: string; amount: string; currency: string }[];
}

export const adjustCommand: Command = {
  name: 'adjust',
  summary: 'ask for a balanced entry, with a reason',
  help,
  async run(context) {
    const { environment, print } = context;
    const given = readWords(context.words, {
      positionals: ['FILE'],
      values: ['key', 'author'],
      switches: ['dry-run'],
    });
    const [file = ''] = given.positionals;
    const asked = jsonOf(file, await readGivenFile(file, environment));
    const body = {
      ...asked,
      author: given.values['author'] ?? asked['author'] ?? authorOf(given, environment),
    };
    const isDryRun = given.switches.has('dry-run');
    const answer = await callService(
      {
        service: 'command',
        method: 'POST',
        path: isDryRun ? '/v1/adjustments?dryRun=true' : '/v1/adjustments',
        headers: { 'idempotency-key': given.values['key'] ?? keyOf(body) },
        body,
      },
      environment,
    );
    if (isDryRun) printTrial(answer as { outcome: string; entries: readonly Entry[] }, print);
    else printAccepted(answer as { adjustmentId: string; replayed: boolean }, print);
    return exitCodes.done;
  },
};

function jsonOf(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Said below.
  }
  throw new UsageError(`the file ${JSON.stringify(file)} must hold a JSON object`);
}

const keyOf = (body: unknown): string =>
  `file-${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;

type Print = CommandContext['print'];

function printAccepted(
  { adjustmentId, replayed }: { adjustmentId: string; replayed: boolean },
  print: Print,
): void {
  print(replayed ? `accepted before: ${adjustmentId}` : `accepted for booking: ${adjustmentId}`);
}

function printTrial(
  { outcome, entries }: { outcome: string; entries: readonly Entry[] },
  print: Print,
): void {
  print(`would be ${outcome}; nothing was stored`);
  for (const { kind, bookingDate, postings } of entries) {
    print(`${bookingDate} ${kind}`);
    const rows = postings.map(({ account, amount, currency }) => {
      const isCredit = amount.startsWith('-');
      return [account, isCredit ? '' : amount, isCredit ? amount.slice(1) : '', currency];
    });
    for (const line of textTable(['account', 'debit', 'credit', 'currency'], rows)) print(line);
  }
}
