import { Type, type Static } from 'typebox';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { entryPlaceOf } from '../statements/statement-answer.ts';
import { entryPlaceFields } from '../statements/statement-schema.ts';
import type { Entry } from './read-entries.ts';

/** An entry with its lines, as answers and exports tell it. */
export const entrySchema = Type.Object({
  ...entryPlaceFields,
  reverses: Type.Union([Type.String(), Type.Null()], {
    description: 'Event id of the settlement that it takes back',
  }),
  occurredAt: Type.String({ description: 'UTC, microseconds' }),
  recordedAt: Type.String({ description: 'UTC, microseconds' }),
  knownAt: Type.String({ description: 'Latest recordedAt of its partition up to it' }),
  chainHash: Type.String({ description: 'Chain hash after its fact, lower-case hex' }),
  postings: Type.Array(
    Type.Object({
      account: Type.String(),
      amount: Type.String({ description: 'Minor units; a debit, negative for a credit' }),
      currency: Type.String(),
    }),
  ),
});

const instantOf = (microseconds: bigint): string => formatInstant(Number(microseconds) as Instant);

/** Lays an entry out. */
export function entryAnswer({ row, lines }: Entry): Static<typeof entrySchema> {
  return {
    ...entryPlaceOf(row),
    reverses: row.reverses,
    occurredAt: instantOf(row.occurred_at),
    recordedAt: instantOf(row.recorded_at),
    knownAt: instantOf(row.known_at),
    chainHash: row.chain_hash.toString('hex'),
    postings: lines.map(({ code, amount, currency }) => ({
      account: code,
      amount: amount.toString(),
      currency,
    })),
  };
}
