import { randomBytes } from 'node:crypto';

/**
 * Sums that two lists of the same things share, in whatever order they come, and that lists of
 * different things do not, but for one chance in 2^50: each thing counts with a number drawn from
 * its name under a key of this run, which nobody who changed the ledger could know.
 *
 * So millions of subjects are compared with their facts and postings in one walk along the facts and
 * one along the subjects, without a join and without holding either in memory.
 */
export class FingerprintKey {
  readonly #low = randomBytes(4).readUInt32LE();
  readonly #high = randomBytes(4).readUInt32LE();

  /** A number of 53 bits that stands for a name. */
  numberOf(name: string): number {
    let low = this.#low;
    let high = this.#high;
    for (let index = 0; index < name.length; index += 1) {
      const unit = name.charCodeAt(index);
      low = Math.imul(low ^ unit, 2_654_435_761);
      high = Math.imul(high ^ unit, 1_597_334_677);
    }
    low =
      Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
    high =
      Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
    return 4_294_967_296 * (2_097_151 & high) + (low >>> 0);
  }
}

/** What a list of facts and a list of amounts come to. */
export class Fingerprint {
  readonly #key: FingerprintKey;
  #facts = 0;
  #amounts = 0n;

  constructor(key: FingerprintKey) {
    this.#key = key;
  }

  addFact(subjectKey: string, chainNumber: number): void {
    // Sums of whole numbers below 2^53, kept below 2^53: exact, and faster than bigint.
    this.#facts = (this.#facts + this.#key.numberOf(`${chainNumber} ${subjectKey}`)) % MODULUS;
  }

  addAmount(subjectKey: string, account: string, amount: bigint): void {
    const weight = BigInt(this.#key.numberOf(`${account} ${subjectKey}`));
    this.#amounts = BigInt.asUintN(64, this.#amounts + weight * amount);
  }

  hasSameFacts(other: Fingerprint): boolean {
    return this.#facts === other.#facts;
  }

  hasSameAmounts(other: Fingerprint): boolean {
    return this.#amounts === other.#amounts;
  }
}

// The sum of two numbers below it is still a safe integer.
const MODULUS = 2 ** 52;
