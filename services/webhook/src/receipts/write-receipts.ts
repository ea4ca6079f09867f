import { sql, type Executor, type OnlyRows, type RawBuilder } from '@riel/database';
import { outboxInsert } from '@riel/outbox';
import { unlinkedInsert } from '../collection-links/unlinked-facts.ts';
import { dataKeysInsert, evidenceInsert, type EvidenceRow } from '../evidence/insert-evidence.ts';
import type { FactWrites } from '../facts/fact-writes.ts';
import { factsInsert, type FactRow } from '../facts/insert-facts.ts';
import { lookUpsInsert, type LookUpRow } from '../look-ups/insert-look-ups.ts';
import { unmatchedInsert } from '../mono-ids/unmatched-facts.ts';
import { receiptsInsert, type ReceiptRow } from './insert-receipts.ts';

/** Everything that comes of webhooks, as if none of them had been received before. */
export interface ReceiptWrites {
  readonly receipts: readonly ReceiptRow[];
  readonly evidence: readonly EvidenceRow[];
  readonly facts: readonly FactRow[];
  readonly ofFacts: FactWrites;
  /** Questions that the webhooks ask by themselves. */
  readonly lookUps: readonly LookUpRow[];
}

const NO_EVIDENCE = '00000000-0000-0000-0000-000000000000';

/** Only what comes of evidence that an earlier part of the statement answers with. */
const onlyOf = <Row extends { readonly evidenceId: string | null }>(
  part: string,
): OnlyRows<Row> => ({
  id: ({ evidenceId }) => evidenceId ?? NO_EVIDENCE,
  among: sql`select evidence_id from ${sql.ref(part)}`,
});

const part = <Row>(
  name: string,
  rows: readonly Row[],
  statement: (rows: readonly Row[]) => RawBuilder<unknown>,
): readonly RawBuilder<unknown>[] =>
  rows.length === 0 ? [] : [sql`${sql.ref(name)} as (${statement(rows)})`];

/**
 * Writes what is new of it, whole or not at all.
 *
 * One statement is one transaction, durable when it answers. As several it would wait for this
 * process between each two of them, with its locks held, while the process works on other webhooks:
 * that waiting was most of the time of a webhook. `received` answers before any fact is written, and
 * `fresh` before what comes of facts, because the later ones read them: locks are taken in one order.
 */
export async function writeReceipts(executor: Executor, writes: ReceiptWrites): Promise<void> {
  const { receipts, evidence, facts, ofFacts, lookUps } = writes;
  const parts = [
    ...part('received', receipts, receiptsInsert),
    ...part('data_keys', evidence, dataKeysInsert),
    ...part('kept', evidence, (rows) => evidenceInsert(rows, onlyOf('received'))),
    ...part('asked', lookUps, (rows) => lookUpsInsert(rows, onlyOf('received'))),
    ...part('fresh', facts, (rows) => factsInsert(rows, onlyOf('received'))),
    ...part('published', ofFacts.published, (rows) =>
      outboxInsert('webhook', rows, onlyOf('fresh')),
    ),
    ...part('unmatched', ofFacts.unmatched, (rows) => unmatchedInsert(rows, onlyOf('fresh'))),
    ...part('unlinked', ofFacts.unlinked, (rows) => unlinkedInsert(rows, onlyOf('fresh'))),
    ...part('held', ofFacts.lookUps, (rows) => lookUpsInsert(rows, onlyOf('fresh'))),
  ];
  await sql`with ${sql.join(parts)} select 1`.execute(executor);
}
