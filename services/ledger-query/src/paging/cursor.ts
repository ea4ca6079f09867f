import { hash } from 'node:crypto';
import { problem, type ProblemError } from '@riel/http';
import type { PartitionPosition } from '../position/position.ts';

/*
 * A cursor holds the position that the first page was computed from and the place where its last line
 * stood. Every later page is computed from the same position, however much was booked since, so paging
 * neither skips nor repeats. The cursor is not secret and opens nothing: each page checks the key anew.
 */

/** What the next page needs. All values are texts, so that no number loses digits. */
export interface Cursor {
  readonly position: readonly PartitionPosition[];
  /** Where the last line stood, and what was carried on from it. */
  readonly place: readonly string[];
}

const VERSION = 1;
/** Longest cursor that is read, in characters. */
export const CURSOR_CHARACTERS_MAX = 20_000;

type Packed = [
  number,
  string,
  (readonly [number, string, number, string, string, string, string | null])[],
  readonly string[],
];

/** Writes a cursor for the question that it belongs to. */
export function encodeCursor(question: unknown, { position, place }: Cursor): string {
  const packed: Packed = [VERSION, digestOf(question), position.map(packPartition), place];
  return Buffer.from(JSON.stringify(packed)).toString('base64url');
}

/**
 * Reads a cursor.
 *
 * @param placeForms what each text of the place must look like
 * @throws ProblemError `cursor-invalid` for what is none, or belongs to another question
 */
export function decodeCursor(
  question: unknown,
  text: string,
  placeForms: readonly RegExp[],
): Cursor {
  const packed = parse(text);
  if (!isPacked(packed, placeForms)) throw cursorInvalid('It is not one that this service wrote.');
  const [, digest, partitions, place] = packed;
  if (digest !== digestOf(question)) {
    throw cursorInvalid('It belongs to a question with other parameters.');
  }
  return { position: partitions.map(unpackPartition), place };
}

const digestOf = (question: unknown): string =>
  hash('sha256', JSON.stringify(question), 'base64url').slice(0, 22);

const packPartition = (one: PartitionPosition): Packed[2][number] => [
  one.partitionId,
  one.topic,
  one.partition,
  one.nextOffset,
  one.chainNumber,
  Buffer.from(one.chainHash, 'hex').toString('base64url'),
  one.knownAt?.toString() ?? null,
];

const unpackPartition = ([
  partitionId,
  topic,
  partition,
  nextOffset,
  chainNumber,
  chainHash,
  knownAt,
]: Packed[2][number]): PartitionPosition => ({
  partitionId,
  topic,
  partition,
  nextOffset,
  chainNumber,
  chainHash: Buffer.from(chainHash, 'base64url').toString('hex'),
  knownAt: knownAt === null ? null : BigInt(knownAt),
});

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return null;
  }
}

const DIGITS = /^-?\d{1,30}$/;
const PARTITION_ID_MAX = 32_767;
const CHAIN_NUMBER = /^\d{1,12}$/;

function isPacked(value: unknown, placeForms: readonly RegExp[]): value is Packed {
  if (!Array.isArray(value) || value.length !== 4) return false;
  const [version, digest, partitions, place] = value as unknown[];
  if (version !== VERSION || typeof digest !== 'string') return false;
  if (!Array.isArray(partitions) || !partitions.every(isPackedPartition)) return false;
  if (!Array.isArray(place) || place.length !== placeForms.length) return false;
  return placeForms.every((form, index) => {
    const text: unknown = place[index];
    return typeof text === 'string' && form.test(text);
  });
}

function isPackedPartition(value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 7) return false;
  const [partitionId, topic, partition, nextOffset, chainNumber, chainHash, knownAt] =
    value as unknown[];
  const isId =
    Number.isInteger(partitionId) &&
    Number(partitionId) >= 0 &&
    Number(partitionId) <= PARTITION_ID_MAX;
  const isPlace = typeof topic === 'string' && Number.isInteger(partition);
  const isHead = matches(nextOffset, DIGITS) && matches(chainNumber, CHAIN_NUMBER);
  return (
    isId &&
    isPlace &&
    isHead &&
    typeof chainHash === 'string' &&
    (knownAt === null || matches(knownAt, DIGITS))
  );
}

const matches = (value: unknown, form: RegExp): boolean =>
  typeof value === 'string' && form.test(value);

const cursorInvalid = (detail: string): ProblemError =>
  problem({
    status: 400,
    code: 'cursor-invalid',
    detail,
    errors: [{ field: 'cursor', in: 'query', code: 'cursor-invalid', message: 'cannot be used' }],
  });
