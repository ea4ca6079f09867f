import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { ByteWriter } from '../proof/byte-writer.ts';

/** Where a chain stood. */
export interface AnchoredHead {
  readonly topic: string;
  readonly partition: number;
  readonly chainNumber: number;
  /** 32 bytes. */
  readonly hash: Buffer;
}

/** What an anchor says; the signature covers all of it. */
export interface AnchorContent {
  /** When the heads were read, microseconds since the epoch. */
  readonly occurredAt: number;
  readonly keyId: string;
  readonly heads: readonly AnchoredHead[];
}

/** Chain heads, signed: who keeps one can prove that nothing before them was changed since. */
export interface Anchor extends AnchorContent {
  /** Ed25519, 64 bytes. */
  readonly signature: Buffer;
  /** The Ed25519 public key that belongs to `keyId`, 32 bytes. */
  readonly publicKey: Buffer;
}

const writer = new ByteWriter();

/** The bytes that are signed: every value behind its length, heads in the order given. */
export const signedBytesOf = ({ occurredAt, keyId, heads }: AnchorContent): Buffer => {
  writer.clear().text('riel ledger anchor 1').integer(occurredAt).text(keyId).count(heads.length);
  for (const { topic, partition, chainNumber, hash } of heads) {
    writer.text(topic).count(partition).integer(chainNumber).bytesWithLength(hash);
  }
  return Buffer.from(writer.bytes());
};

/** An Ed25519 public key from its 32 bytes. Throws if they are none. */
export const publicKeyOf = (bytes: Buffer): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
    format: 'jwk',
  });

/** Whether the key signed the anchor. */
export const isSignedBy = (anchor: Anchor, publicKey: KeyObject): boolean =>
  verify(null, signedBytesOf(anchor), publicKey, anchor.signature);
