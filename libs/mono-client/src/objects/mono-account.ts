import type { Instant, MonoAccountId } from '@riel/ids';
import { parseObject, type JsonReader, type MonoMoney, type Parsed } from './json-reader.ts';

/** What stands in a Mono account. `updatedAt` tells how old a cached reading is. */
export interface MonoBalance {
  readonly available: MonoMoney;
  readonly updatedAt: Instant | null;
}

/** An account at Mono. */
export interface MonoAccount {
  readonly id: MonoAccountId;
  readonly name: string | null;
  readonly number: string | null;
  readonly provider: string | null;
  readonly state: string | null;
  readonly type: string | null;
  readonly balance: MonoBalance | null;
}

const readBalance = (reader: JsonReader): MonoBalance => ({
  available: reader.signedMoney('available'),
  updatedAt: reader.optionalTime('updated_at'),
});

/** Reads the answer of an account's balance. */
export function parseMonoBalance(value: unknown): Parsed<MonoBalance> {
  return parseObject(value, readBalance);
}

/** Reads an account of the list. */
export function parseMonoAccount(value: unknown): Parsed<MonoAccount> {
  return parseObject(value, (reader) => ({
    id: reader.text('id') as MonoAccountId,
    name: reader.optionalText('name'),
    number: reader.optionalText('number'),
    provider: reader.optionalText('provider'),
    state: reader.optionalText('state'),
    type: reader.optionalText('type'),
    balance: reader.optionalObject('balance', readBalance),
  }));
}
