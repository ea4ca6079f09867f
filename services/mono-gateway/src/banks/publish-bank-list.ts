import { createHash } from 'node:crypto';
import { sql, type Database, type Transaction } from '@riel/database';
import { eventIdOf } from '@riel/ids';
import type { MonoBankList, MonoReader } from '@riel/mono-client';
import { appendToOutbox } from '@riel/outbox';
import { BANKS_TOPIC, type BankListPublished, type Instant } from '@riel/schemas';
import type { KeyDesk } from '../keys/key-desk.ts';

/** What publishing needs. */
export interface BankListPorts {
  readonly database: Database;
  readonly reader: Pick<MonoReader, 'listBanks'>;
  readonly keys: Pick<KeyDesk, 'read' | 'refused'>;
  readonly now: () => Instant;
  readonly encode: (event: BankListPublished) => Buffer;
  /** A list that did not change is published again when it is older. */
  readonly refreshMilliseconds: number;
  readonly onCommitted: () => void;
}

/** What became of a look at Mono's bank list. */
export type BankListOutcome =
  | { readonly kind: 'published' | 'unchanged' }
  | { readonly kind: 'again'; readonly why: string };

const KIND = 'transfers';
const MICROSECONDS_PER_MILLISECOND = 1_000;

/**
 * Asks Mono for its banks and publishes them if they have changed, if they were published long ago, or
 * if `force` says so. An empty list is not believed: every command would be refused by it.
 */
export async function publishBankList(
  ports: BankListPorts,
  { force }: { readonly force: boolean },
): Promise<BankListOutcome> {
  const answer = await ports.keys.read(async (apiKey) => {
    const outcome = await ports.reader.listBanks({ apiKey, kind: KIND });
    if (outcome.kind === 'answered' && [401, 403].includes(outcome.status)) {
      ports.keys.refused(apiKey.id);
    }
    return outcome;
  });
  if (answer === null) return { kind: 'again', why: 'no-key' };
  if (answer.kind === 'failed') return { kind: 'again', why: answer.failure };
  if (answer.body.kind !== 'parsed') return { kind: 'again', why: `status-${answer.status}` };
  const { banks } = answer.body.value;
  if (banks.length === 0) return { kind: 'again', why: 'empty' };
  const isPublished = await ports.database.transaction((transaction) =>
    publish(transaction, ports, { banks, force }),
  );
  if (isPublished) ports.onCommitted();
  return { kind: isPublished ? 'published' : 'unchanged' };
}

async function publish(
  transaction: Transaction,
  ports: BankListPorts,
  { banks: unsorted, force }: Pick<MonoBankList, 'banks'> & { readonly force: boolean },
): Promise<boolean> {
  const banks = unsorted.toSorted((left, right) => (left.code < right.code ? -1 : 1));
  const digest = createHash('sha256').update(JSON.stringify(banks)).digest();
  const at = ports.now();
  const { rows } = await sql<{ digest: Buffer; published_at: bigint }>`
    select digest, published_at from gateway.bank_lists where kind = ${KIND} for update
  `.execute(transaction);
  const known = rows[0];
  const refresh = ports.refreshMilliseconds * MICROSECONDS_PER_MILLISECOND;
  const isFresh =
    known?.digest.equals(digest) === true && at - Number(known.published_at) < refresh;
  if (isFresh && !force) return false;
  await sql`
    insert into gateway.bank_lists (kind, digest, published_at)
    values (${KIND}, ${digest}, ${BigInt(at)})
    on conflict (kind) do update set digest = excluded.digest, published_at = excluded.published_at
  `.execute(transaction);
  const eventId = eventIdOf(['BankListPublished', KIND, String(at)]);
  const event = { eventId, occurredAt: at, recordedAt: at, kind: KIND, banks };
  const row = { eventId, occurredAt: at, recordedAt: at, payload: ports.encode(event) };
  await appendToOutbox(transaction, 'gateway', [
    { ...row, topic: BANKS_TOPIC, key: KIND, eventName: 'BankListPublished', traceparent: null },
  ]);
  return true;
}
