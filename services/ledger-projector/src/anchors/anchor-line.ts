import { formatInstant, parseInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { LedgerError } from '../errors.ts';
import type { Anchor, AnchoredHead } from './anchor.ts';

/** An anchor as one line of JSON: bytes in hexadecimal, the time in ISO 8601. */
export const anchorLine = (anchor: Anchor): string =>
  JSON.stringify({
    occurredAt: formatInstant(anchor.occurredAt as Instant),
    keyId: anchor.keyId,
    publicKey: anchor.publicKey.toString('hex'),
    heads: anchor.heads.map(({ hash, ...place }) => ({ ...place, hash: hash.toString('hex') })),
    signature: anchor.signature.toString('hex'),
  });

/** Reads a line. Throws LedgerError RIEL_ANCHOR_UNREADABLE naming the field that is wrong. */
export const parseAnchorLine = (line: string): Anchor => {
  const { occurredAt, keyId, publicKey, heads, signature } = objectOf(line, 'the line');
  const instant = typeof occurredAt === 'string' ? parseInstant(occurredAt) : null;
  if (instant === null) {
    throw unreadable('occurredAt is no time');
  }
  if (typeof keyId !== 'string') {
    throw unreadable('keyId is no text');
  }
  if (!Array.isArray(heads)) {
    throw unreadable('heads is no list');
  }
  return {
    occurredAt: instant,
    keyId,
    publicKey: bytesOf(publicKey, 32, 'publicKey'),
    heads: heads.map(headOf),
    signature: bytesOf(signature, 64, 'signature'),
  };
};

const headOf = (value: unknown, index: number): AnchoredHead => {
  const name = `heads[${index}]`;
  if (typeof value !== 'object' || value === null) {
    throw unreadable(`${name} is no object`);
  }
  const { topic, partition, chainNumber, hash } = value as Record<string, unknown>;
  if (typeof topic !== 'string' || !isCount(partition) || !isCount(chainNumber)) {
    throw unreadable(`${name} names no link`);
  }
  return { topic, partition, chainNumber, hash: bytesOf(hash, 32, `${name}.hash`) };
};

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const bytesOf = (value: unknown, length: number, name: string): Buffer => {
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'hex');
  if (bytes.length !== length) {
    throw unreadable(`${name} is not ${length} bytes in hexadecimal`);
  }
  return bytes;
};

const objectOf = (line: string, name: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw unreadable(`${name} is no JSON object`);
};

const unreadable = (problem: string): LedgerError =>
  new LedgerError('RIEL_ANCHOR_UNREADABLE', `an anchor cannot be read: ${problem}`);
