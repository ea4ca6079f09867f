import { createCodec, registerSchemas } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { connect, sql } from '@riel/database';
import { eventIdOf } from '@riel/ids';
import type { EventOf, Instant } from '@riel/schemas';
import { expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { schema } from '../../migrations/index.ts';
import { accepted, requested, settled, testTransfer } from '../testing/events.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { bookedEventNames } from './booked-topics.ts';
import type { BookedEvent } from './read-record.ts';

const SECOND = 1_000_000;
/** Of the 5,040 orders of seven facts, which the decider's own test tells all, each 24th. */
const ORDERS_STRIDE = 24;
const CHUNK_RECORDS = 40;

type SettledValue = EventOf<'TransferSettled'>['value'];

/** A fact like a settlement by ach, with what is different in it. */
const like = (
  name: BookedEvent['name'],
  base: SettledValue,
  more: { readonly seconds: number } & Readonly<Record<string, unknown>>,
): BookedEvent => {
  const { seconds, ...different } = more;
  const occurredAt = (base.occurredAt + seconds * SECOND) as Instant;
  const eventId = eventIdOf([name, base.transferId ?? '', String(seconds)]);
  return { name, value: { ...base, ...different, eventId, occurredAt } } as unknown as BookedEvent;
};

/** Asked by turbo, falls back to ach, settles, is taken back, settles again, and went by transfiya after all. */
function factsOf(number: number): readonly BookedEvent[] {
  const transfer = testTransfer(number, { requestedRail: 'turbo' });
  const { value } = settled(transfer, 'ach');
  const routed = { ...value, railEvidence: 'routing' };
  const changed = { declinationReason: 'final_state_changed', sealedText: null };
  const declined = { ...changed, monoState: 'declined', previousState: 'approved' };
  const approved = { ...changed, previousState: 'declined', declinationReason: null };
  const fallback = { monoState: 'in_progress', fallbackReason: null, sealedText: null };
  const corrected = { rail: 'transfiya', railEvidence: 'rail', author: null, reason: null };
  return [
    requested(transfer),
    accepted(transfer),
    like('TransferRerouted', routed, { seconds: -30, ...fallback }),
    { name: 'TransferSettled', value: routed },
    like('TransferFinalStateChanged', routed, { seconds: 60, ...declined }),
    like('TransferFinalStateChanged', routed, { seconds: 120, ...approved }),
    like('TransferRailCorrected', routed, { seconds: 180, ...corrected }),
  ];
}

/** The order of that number: the number written in the factorial system picks fact by fact. */
function inOrder(facts: readonly BookedEvent[], order: number): readonly BookedEvent[] {
  const left = [...facts];
  let rest = order;
  return facts.flatMap(() => {
    const count = left.length;
    const picked = left.splice(rest % count, 1);
    rest = Math.floor(rest / count);
    return picked;
  });
}

test('orders of the facts of a transfer, with repetitions, end in the same balances of the ledger', async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  const codec = await createCodec({
    registryUrl,
    writes: bookedEventNames,
    reads: bookedEventNames,
  });
  const ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  const owner = await connect({ url: ledger.ownerUrl, schema, applicationName: 'test-owner' });
  try {
    const log = new TestLog(codec).append(tablesActivated(1, canonicalTables(exampleTables)));
    let transfers = 0;
    for (let order = 0; order < 5_040; order += ORDERS_STRIDE) {
      transfers += 1;
      const told = inOrder(factsOf(transfers), order);
      // Each fact twice, and the first one, whichever it is, once more at the end: as if it were healed.
      log.append(...told.flatMap((fact) => [fact, fact]), ...told.slice(0, 1));
    }
    const projector = await ledger.openProjector();
    for (const chunk of log.chunks([CHUNK_RECORDS])) await projector.book(chunk);
    const { rows } = await sql<{ transfers: number; balances: Record<string, string> }>`
      with sums as (
        select fact.subject_key, posting.code, sum(posting.amount)::text as amount
          from ledger.v_postings posting join ledger.v_facts fact using (fact_id)
         group by 1, 2 having sum(posting.amount) <> 0
      ), books as (
        select subject_key, jsonb_object_agg(code, amount) as balances from sums group by 1
      )
      select count(*)::integer as transfers, balances from books group by balances
    `.execute(owner.kysely);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.transfers).toBe(transfers);
    const codes = Object.keys(rows[0]?.balances ?? {});
    expect(codes.filter((code) => /^(clearing|expenses:fees):/.test(code))).toEqual([
      'expenses:fees:transfiya',
    ]);
  } finally {
    await owner.close();
    await ledger.drop();
  }
});
