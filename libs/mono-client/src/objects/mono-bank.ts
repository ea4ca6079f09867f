import { parseObject, type Parsed } from './json-reader.ts';

/** Two code spaces that must not be mixed: 051 for transfers is 1051 for PSE. */
export type MonoBankKind = 'transfers' | 'pse';

/** A bank of one of Mono's lists. */
export interface MonoBank {
  /** Code as text, leading zeros kept. */
  readonly code: string;
  readonly name: string;
  /** Account types that it takes; empty if Mono does not say. */
  readonly supportedAccountTypes: readonly string[];
}

/** All banks of one kind. */
export interface MonoBankList {
  readonly kind: string | null;
  readonly banks: readonly MonoBank[];
}

const parseBank = (value: unknown): Parsed<MonoBank> =>
  parseObject(value, (reader) => ({
    code: reader.text('code'),
    name: reader.text('name'),
    supportedAccountTypes: reader.optionalTexts('supported_account_types') ?? [],
  }));

/** Reads a bank list; a bank that cannot be read makes the whole unreadable, for its code would be refused. */
export function parseMonoBankList(value: unknown): Parsed<MonoBankList> {
  const listed = parseObject(value, (reader) => ({
    kind: reader.optionalText('kind'),
    banks: reader.list('banks'),
  }));
  if (listed.kind === 'unreadable') return listed;
  const banks: MonoBank[] = [];
  for (const [index, one] of listed.value.banks.entries()) {
    const read = parseBank(one);
    if (read.kind === 'unreadable') {
      return { kind: 'unreadable', problem: `banks[${index}].${read.problem}` };
    }
    banks.push(read.value);
  }
  return { kind: 'parsed', value: { kind: listed.value.kind, banks } };
}
