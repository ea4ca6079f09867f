import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';

import { exportAnchors } from './ledger-anchors.ts';
import { rebuild } from './ledger-rebuild.ts';
import { verify } from './ledger-verify.ts';

const help = `Usage: riel ledger verify [--anchors FILE] [--keys FILE] [--from DAY] [--to DAY]
       riel ledger anchors [FILE]
       riel ledger rebuild --into DATABASE_URL [--topic-prefix TEXT] [--chunk-records N]

verify   proves the ledger from what is stored: every link of every chain is computed again, every
         entry balances, balances are the sums of their postings, the trial balance is zero, clearing
         is what is in flight, subjects say what their facts say, and nobody may change what is
         booked. Days (YYYY-MM-DD, America/Bogota, both included) choose by when a fact became
         known; subjects are then left out. Needs no secret and stops nobody.
  --anchors  signed chain heads kept elsewhere (riel ledger anchors); without it those that the
             database keeps, which a forger could have removed
  --keys     public keys that must have signed them, as a key file; without it the key that each
             anchor brings along is believed
anchors  writes the signed chain heads to FILE, or prints them, a line of JSON each. Keep them where
         nobody who can write the database can write.
rebuild  reads the log from its beginning into an empty database, with the projector's own code, and
         compares the result with this ledger byte by byte.
  --topic-prefix   what stands before the names of the topics, if they are a copy

verify and rebuild connect directly, as the owner of the schema or a superuser: DATABASE_URL (rebuild
also KAFKA_BROKERS, SCHEMA_REGISTRY_URL), else .riel/stack.json. anchors asks the ledger-projector:
LEDGER_PROJECTOR_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 it holds, 1 it does not or could not be proven, 2 not understood.`;

type Action = (context: CommandContext) => Promise<number>;

const actions: Readonly<Record<string, Action>> = { verify, anchors: exportAnchors, rebuild };

export const ledgerCommand: Command = {
  name: 'ledger',
  summary: 'prove the books, export their anchors, rebuild them from the log',
  help,
  async run({ words: [action, ...words], ...context }) {
    const run = Object.hasOwn(actions, action ?? '') ? actions[action ?? ''] : undefined;
    if (run === undefined) throw new UsageError('say verify, anchors or rebuild');
    return run({ ...context, words });
  },
};
