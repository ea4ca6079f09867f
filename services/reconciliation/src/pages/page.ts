import { gunzipSync, gzipSync } from 'node:zlib';
import { StoredFormError } from '../errors.ts';
import type { MonoSide } from '../matching/sides.ts';
import type { IntentSide } from '../matching/match-intent.ts';

/** A subject of the ledger as it stood when the page was read: its key and how the ledger stores it. */
export type SubjectRow = readonly [key: string, encoded: string];

/** Where a page comes from. */
export type PageSource =
  | 'list'
  | 'look-up'
  | 'unlisted'
  | 'intents'
  | 'unlisted-intents'
  | 'marked'
  | 'set-aside';

/** A record that the ledger could not decode. */
export interface SetAsideRow {
  readonly place: string;
  readonly code: string;
  readonly knownAt: number;
}

/** What Mono and the ledger said of some transfers. No personal data. */
export interface Page {
  readonly source: PageSource;
  readonly mono: readonly MonoSide[];
  readonly intents: readonly IntentSide[];
  readonly subjects: readonly SubjectRow[];
  /** Keys of subjects by the Mono id that the books know them by, where Mono echoes no id of ours. */
  readonly keysOfMonoIds: readonly (readonly [monoId: string, key: string])[];
  /** Mono transfers approved on earlier pages, by the key of the transfer. */
  readonly approvedBefore: readonly (readonly [key: string, monoId: string])[];
  readonly setAside: readonly SetAsideRow[];
}

export const emptyPage: Omit<Page, 'source'> = {
  mono: [],
  intents: [],
  subjects: [],
  keysOfMonoIds: [],
  approvedBefore: [],
  setAside: [],
};

/** A level at which packing costs less than reading the page did. */
const GZIP_LEVEL = 1;

/** A bigint as digits and `n`, as everywhere in what is stored. */
interface Stored extends Omit<Page, 'mono' | 'intents'> {
  readonly mono: readonly (Omit<MonoSide, 'amount'> & { readonly amount: string })[];
  readonly intents: readonly (Omit<IntentSide, 'amount'> & { readonly amount: string })[];
}

const digitsOf = <Item extends { readonly amount: bigint }>(item: Item) => ({
  ...item,
  amount: `${item.amount}n`,
});
const amountOf = <Item extends { readonly amount: string }>(item: Item) => ({
  ...item,
  amount: BigInt(item.amount.slice(0, -1)),
});

/**
 * The page as it is stored. Only its amounts are bigints, and they are named here: a page holds so
 * much that asking each value whether it is one would cost more than all comparing.
 */
export function packPage(page: Page): Buffer {
  const stored: Stored = {
    ...page,
    mono: page.mono.map(digitsOf),
    intents: page.intents.map(digitsOf),
  };
  return gzipSync(JSON.stringify(stored), { level: GZIP_LEVEL });
}

/** Reads a stored page. Throws StoredFormError. */
export function unpackPage(content: Buffer): Page {
  try {
    const stored = JSON.parse(gunzipSync(content).toString('utf8')) as Stored;
    return {
      ...stored,
      mono: stored.mono.map(amountOf),
      intents: stored.intents.map(amountOf),
    };
  } catch {
    throw new StoredFormError('a page');
  }
}
