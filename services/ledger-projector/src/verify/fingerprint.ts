import { randomBytes } from 'node:crypto';

/** A number of 64 bits in two halves. */
interface Word {
  readonly low: number;
  readonly high: number;
}

/**
 * Sums that two lists of the same things share, in whatever order they come, and that lists of
 * different things do not, but for one chance in 2^50: each thing counts with a number drawn from
 * its name under a key of this run, which nobody who changed the ledger could know.
 *
 * So millions of subjects are compared with their facts and postings in one walk along the facts and
 * one along the subjects, without a join and without holding either in memory.
 */
export class FingerprintKey {
  readonly #seed: Word = { low: randomBytes(4).readInt32LE(), high: randomBytes(4).readInt32LE() };
  readonly #accounts = new Map<string, Map<string, Word>>();

  /** A number that stands for a name. */
  wordOf(name: string): Word {
    let { low, high } = this.#seed;
    for (let index = 0; index < name.length; index += 1) {
      const unit = name.charCodeAt(index);
      low = Math.imul(low ^ unit, 2_654_435_761);
      high = Math.imul(high ^ unit, 1_597_334_677);
      // The high bits of a product are the good ones.
      low ^= low >>> 15;
      high ^= high >>> 17;
    }
    return { low, high };
  }

  /** The same for an account; there are few. */
  accountOf(code: string, currency: string): Word {
    let words = this.#accounts.get(code);
    if (words === undefined) {
      words = new Map();
      this.#accounts.set(code, words);
    }
    let word = words.get(currency);
    if (word === undefined) {
      word = this.wordOf(`account ${code} ${currency}`);
      words.set(currency, word);
    }
    return word;
  }
}

/** An amount that stands in an account. */
interface AmountOfAccount {
  readonly account: string;
  readonly currency: string;
  readonly amount: bigint;
}

/** What the lists of facts and of amounts of many subjects come to. */
export class Fingerprint {
  readonly #key: FingerprintKey;
  #subject: Word = { low: 0, high: 0 };
  #facts = 0;
  #amounts = 0n;

  constructor(key: FingerprintKey) {
    this.#key = key;
  }

  /** Says whose facts and amounts come next. */
  begin(subjectKey: string): void {
    this.#subject = this.#key.wordOf(subjectKey);
  }

  addFact(chainNumber: number): void {
    const { low, high } = this.#subject;
    const number = mixed(
      low ^ Math.imul(chainNumber | 0, 2_246_822_507),
      high ^ Math.imul(Math.floor(chainNumber / TWO_TO_32) + chainNumber, 3_266_489_917),
    );
    // Sums of whole numbers below 2^53, kept below 2^53: exact, and faster than bigint.
    this.#facts = (this.#facts + number) % MODULUS;
  }

  addAmount({ account, currency, amount }: AmountOfAccount): void {
    const { low, high } = this.#key.accountOf(account, currency);
    const weight = BigInt(mixed(this.#subject.low ^ low, this.#subject.high ^ high));
    this.#amounts = BigInt.asUintN(64, this.#amounts + weight * amount);
  }

  hasSameFacts(other: Fingerprint): boolean {
    return this.#facts === other.#facts;
  }

  hasSameAmounts(other: Fingerprint): boolean {
    return this.#amounts === other.#amounts;
  }
}

/** A number of 52 bits of which each depends on all bits of both halves. */
const mixed = (one: number, other: number): number => {
  const low =
    Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  const high =
    Math.imul(other ^ (other >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return TWO_TO_32 * (1_048_575 & high) + (low >>> 0);
};

const TWO_TO_32 = 2 ** 32;
// The sum of two numbers below it is still a safe integer.
const MODULUS = 2 ** 52;
