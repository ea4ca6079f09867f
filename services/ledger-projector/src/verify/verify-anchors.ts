import type { KeyObject } from 'node:crypto';
import type { Executor } from '@riel/database';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { isSignedBy, publicKeyOf } from '../anchors/anchor.ts';
import type { Anchor, AnchoredHead } from '../anchors/anchor.ts';
import { bookedTopicsByName } from '../projection/booked-topics.ts';
import { factIdOf } from '../projection/fact-id.ts';
import type { Findings } from './problem.ts';
import { hashesOfFacts } from './sql/read-fact.ts';

/** Anchors, and the keys that must have signed them. */
export interface AnchorsToVerify {
  readonly anchors: AsyncIterable<Anchor>;
  /** By key id; null to believe the key that each anchor brings along. */
  readonly keys: ReadonlyMap<string, KeyObject> | null;
}

interface Expected extends AnchoredHead {
  readonly occurredAt: number;
  readonly factId: bigint;
}

const HEADS_PER_READ = 1_000;

/**
 * Compares every anchored head with the hash that its link has now, and answers how many anchors
 * there were. A chain that was computed anew from some link on has other hashes from there.
 */
export const verifyAnchors = async (
  executor: Executor,
  { anchors, keys }: AnchorsToVerify,
  findings: Findings,
): Promise<number> => {
  let count = 0;
  let waiting: Expected[] = [];
  for await (const anchor of anchors) {
    count += 1;
    verifySignature(anchor, keys, findings);
    waiting.push(...expectedOf(anchor, findings));
    if (waiting.length >= HEADS_PER_READ) {
      await compare(executor, waiting, findings);
      waiting = [];
    }
  }
  await compare(executor, waiting, findings);
  return count;
};

const verifySignature = (
  anchor: Anchor,
  keys: AnchorsToVerify['keys'],
  findings: Findings,
): void => {
  const name = `the anchor of ${formatInstant(anchor.occurredAt as Instant)}`;
  const key = keys === null ? publicKeyOf(anchor.publicKey) : keys.get(anchor.keyId);
  if (key === undefined) {
    findings.add('anchor-signature', null, `${name} is signed by an unknown key`);
  } else if (!isSignedBy(anchor, key)) {
    findings.add('anchor-signature', null, `${name} has a signature that is not its own`);
  }
};

const expectedOf = ({ occurredAt, heads }: Anchor, findings: Findings): Expected[] =>
  heads.flatMap((head) => {
    const topic = bookedTopicsByName.get(head.topic);
    if (topic === undefined) {
      const place = { topic: head.topic, partition: head.partition, chainNumber: head.chainNumber };
      findings.add(
        'anchor-differs',
        place,
        'an anchor names a topic that the ledger does not book',
      );
      return [];
    }
    const factId = factIdOf(topic.partitionId(head.partition), head.chainNumber);
    return [{ ...head, occurredAt, factId }];
  });

const compare = async (
  executor: Executor,
  expected: readonly Expected[],
  findings: Findings,
): Promise<void> => {
  const hashes = await hashesOfFacts(
    executor,
    expected.map(({ factId }) => factId),
  );
  for (const { topic, partition, chainNumber, occurredAt, factId, hash } of expected) {
    const found = hashes.get(factId);
    if (found?.equals(hash) !== true) {
      const what = found === undefined ? 'is not there any more' : 'has another hash now';
      const when = formatInstant(occurredAt as Instant);
      const detail = `the link that was anchored at ${when} ${what}`;
      findings.add('anchor-differs', { topic, partition, chainNumber }, detail);
    }
  }
};
