const INITIAL_BYTES = 4096;
const TWO_TO_32 = 2 ** 32;
const INTEGER_MAX = 2n ** 63n - 1n;

/**
 * Writes values one behind the other, each behind its length, so that no two different lists of
 * values share their bytes. One writer is used again and again: `bytes` is valid until `clear`.
 */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #size = 0;

  clear(): this {
    this.#size = 0;
    return this;
  }

  /** What was written since `clear`; a view, not a copy. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#size);
  }

  /** How many bytes were written since `clear`. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of another buffer as they stand there, without a length before them. */
  slice(source: Buffer, from: number, through: number): this {
    this.#reserve(through - from);
    source.copy(this.#buffer, this.#size, from, through);
    this.#size += through - from;
    return this;
  }

  /** Writes a count over one that was written before, at `place`. */
  countAt(place: number, value: number): this {
    this.#buffer.writeUInt32BE(value, place);
    return this;
  }

  /** Bytes of a fixed length, without a length before them. */
  fixed(value: Uint8Array): this {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#size);
    this.#size += value.length;
    return this;
  }

  bytesWithLength(value: Uint8Array): this {
    return this.count(value.length).fixed(value);
  }

  /** UTF-8. A lone surrogate becomes U+FFFD, as it does when PostgreSQL or Avro carries the text. */
  text(value: string): this {
    // UTF-8 takes at most three bytes per UTF-16 unit.
    this.#reserve(4 + value.length * 3);
    const written = this.#buffer.write(value, this.#size + 4);
    this.#buffer.writeUInt32BE(written, this.#size);
    this.#size += 4 + written;
    return this;
  }

  /** A text or its absence, which differs from the empty text. */
  optionalText(value: string | null): this {
    return value === null ? this.count(0) : this.count(1).text(value);
  }

  /** A count or small number from 0 to 2^32 - 1. */
  count(value: number): this {
    this.#reserve(4);
    this.#size = this.#buffer.writeUInt32BE(value, this.#size);
    return this;
  }

  /** A safe integer as 64 bits, or its absence. */
  optionalInteger(value: number | null): this {
    return value === null ? this.count(0) : this.count(8).integer(value);
  }

  /** A safe integer as 64 bits in two's complement. Two halves are faster than one BigInt. */
  integer(value: number): this {
    this.#reserve(8);
    const high = Math.floor(value / TWO_TO_32);
    this.#size = this.#buffer.writeInt32BE(high, this.#size);
    this.#size = this.#buffer.writeUInt32BE(value - high * TWO_TO_32, this.#size);
    return this;
  }

  /** A 64 bit integer. */
  bigInteger(value: bigint): this {
    this.#reserve(8);
    this.#size = this.#buffer.writeBigInt64BE(value, this.#size);
    return this;
  }

  /**
   * A sum of amounts, which is never negative: 64 bits, or, beyond them, -1 and then 128 bits. No
   * honest ledger has such a sum, but nobody may stop a partition by writing one into the log.
   */
  sum(value: bigint): this {
    if (value <= INTEGER_MAX) {
      return this.bigInteger(value);
    }
    this.bigInteger(-1n).bigInteger(value >> 64n);
    return this.bigInteger(BigInt.asIntN(64, value));
  }

  #reserve(bytes: number): void {
    if (this.#size + bytes <= this.#buffer.length) {
      return;
    }
    const larger = Buffer.allocUnsafe((this.#size + bytes) * 2);
    this.#buffer.copy(larger, 0, 0, this.#size);
    this.#buffer = larger;
  }
}
