import type { MonoAccountId } from '@riel/schemas';
import { sql } from '@riel/database';
import { MonoUnavailableError, RunImpossibleError } from '../../errors.ts';
import { newestTables } from '../../ledger/read-tables.ts';
import { askMono } from '../../mono/ask.ts';
import type { Reading } from '../run.ts';
import type { PhaseWork, Step } from '../step.ts';

/** Reads the live balance, and the cached one beside it. */
export const read: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const reading = await readBalances(step);
  const tablesNumber = await newestTables(transaction);
  if (tablesNumber === null) {
    throw new RunImpossibleError('RIEL_RECONCILIATION_NO_TABLES', 'the ledger has no tables yet');
  }
  await insertReading(step, reading);
  // Webhooks of what happened before the balance was read are given time to arrive and to be booked.
  const dueAt = ports.now() + ports.limits.quietMicroseconds;
  const { expectations } = ports;
  const progress = { ...run.progress, reading, tablesNumber, expectations };
  return { phase: 'listing', progress, dueAt };
};

async function readBalances({ run, ports }: Step): Promise<Reading> {
  const { reader, apiKeys } = ports;
  const accountId = run.monoAccountId as MonoAccountId;
  const live = await askMono('a live balance', apiKeys, (apiKey) =>
    reader.getBalance({ apiKey, accountId, live: true }),
  );
  if (live === null) throw new MonoUnavailableError('a live balance', 'no such account');
  const readAt = live.updatedAt ?? ports.now();
  const cached = await askMono('a cached balance', apiKeys, (apiKey) =>
    reader.getBalance({ apiKey, accountId, live: false }),
  );
  return {
    readAt,
    available: live.available.amount,
    currency: live.available.currency,
    cached:
      cached === null ? null : { available: cached.available.amount, updatedAt: cached.updatedAt },
  };
}

async function insertReading({ transaction, run }: Step, reading: Reading): Promise<void> {
  const { cached } = reading;
  await sql`
    insert into reconciliation.readings
      (mono_account_id, read_at, available, currency, cached_available, cached_at, run_number)
    values (${run.monoAccountId}, ${BigInt(reading.readAt)}, ${reading.available},
      ${reading.currency}, ${cached?.available ?? null},
      ${cached?.updatedAt == null ? null : BigInt(cached.updatedAt)}, ${run.runNumber})
    on conflict do nothing`.execute(transaction);
}
