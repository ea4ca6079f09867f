import { sql } from '@riel/database';
import { generateSigningKey } from '@riel/sealing';
import type { Instant } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { parseAnchorLine } from '../anchors/anchor-line.ts';
import { createAnchorSigner } from '../anchors/anchor-signer.ts';
import { publicKeyOf } from '../anchors/anchor.ts';
import type { Anchor } from '../anchors/anchor.ts';
import { keepAnchors } from '../anchors/keep-anchors.ts';
import { keptAnchorLines } from '../anchors/read-anchors.ts';
import { connectAsOwner, rewriteChains, tamper } from '../testing/tamper.ts';
import { FACT } from '../testing/tamper-cases.ts';
import { createVerifiedLedger } from '../testing/verified-ledger.ts';
import type { LedgerCopy, VerifiedLedger } from '../testing/verified-ledger.ts';
import { verifyLedger } from './verify-ledger.ts';
import type { VerifyOptions } from './verify-ledger.ts';

const DAY = 24 * 3_600_000_000;

let original: VerifiedLedger;
let copy: LedgerCopy;

beforeAll(async () => {
  const database = await createTestDatabase({ template: false });
  original = await createVerifiedLedger(database, stackAddresses().schemaRegistryUrl);
});

afterAll(() => original.ledger.drop());

const verify = (more: Partial<VerifyOptions> = {}) =>
  verifyLedger({ database: copy.owner, dates: null, ...more });

const kindsOf = async (more: Partial<VerifyOptions> = {}): Promise<string[]> => {
  const { problems } = await verify(more);
  return [...new Set(problems.map(({ kind }) => kind))];
};

describe('anchors', () => {
  const keys = [generateSigningKey('anchors')];
  let anchors: Anchor[];

  beforeEach(async () => {
    copy = await original.copy();
    await keepAnchors({
      database: copy.owner,
      codec: original.codec,
      signer: createAnchorSigner(keys),
      publish: () => Promise.resolve(),
      now: () => (1_800_000_000_000_000 + DAY) as Instant,
      intervalMicroseconds: DAY,
    });
    anchors = [];
    for await (const line of keptAnchorLines(copy.owner.kysely)) {
      anchors.push(parseAnchorLine(line));
    }
    return () => copy.drop();
  });

  const anchored = async function* (): AsyncGenerator<Anchor> {
    yield* anchors;
  };

  test('agree with a ledger that nobody touched', async () => {
    const publicKeys = new Map(anchors.map((one) => [one.keyId, publicKeyOf(one.publicKey)]));
    const report = await verify({ anchors: anchored(), keys: publicKeys });
    expect(report).toMatchObject({ anchors: 1, problems: [] });
  });

  test('find a chain that was computed anew from a changed fact on', async () => {
    await tamper(
      copy.owner,
      `update ledger.facts set digest = sha256('x') where fact_id = ${FACT} + 4`,
    );
    await rewriteChains(copy.owner);
    await tamper(copy.owner, 'delete from ledger.anchors');
    expect(await kindsOf()).toEqual([]);
    const { firstBrokenLinks } = await verify({ anchors: anchored() });
    expect(firstBrokenLinks).toMatchObject([
      { kind: 'anchor-differs', place: { partition: 0, chainNumber: 13 } },
    ]);
  });

  test('find a chain that was cut, from the copy that the database keeps as well', async () => {
    await tamper(
      copy.owner,
      `delete from ledger.facts where fact_id = ${FACT} + 13`,
      `update ledger.partitions set chain_number = 12, chain_hash = (select chain_hash
         from ledger.facts where fact_id = ${FACT} + 12) where partition_id = 1024`,
    );
    expect(await kindsOf()).toContain('anchor-differs');
  });

  test('that were changed, or signed by somebody else, are refused', async () => {
    const foreign = createAnchorSigner([generateSigningKey('anchors')]);
    const [anchor] = anchors;
    const forged = foreign.sign(anchor!.heads, anchor!.occurredAt);
    const publicKeys = new Map([[anchor!.keyId, publicKeyOf(anchor!.publicKey)]]);
    anchors = [forged];
    expect(await kindsOf({ anchors: anchored(), keys: publicKeys })).toEqual(['anchor-signature']);
    anchors = [{ ...anchor!, occurredAt: anchor!.occurredAt + 1 }];
    expect(await kindsOf({ anchors: anchored() })).toEqual(['anchor-signature']);
  });

  test('of another key than those that are known, or of a topic that nobody books, are told', async () => {
    expect(await kindsOf({ anchors: anchored(), keys: new Map() })).toEqual(['anchor-signature']);
    const [anchor] = anchors;
    const heads = anchor!.heads.map((head) => ({ ...head, topic: 'other' }));
    anchors = [createAnchorSigner(keys).sign(heads, anchor!.occurredAt)];
    expect(await kindsOf({ anchors: anchored() })).toEqual(['anchor-differs']);
  });

  test('that the database keeps and nobody can read are told', async () => {
    await tamper(copy.owner, `update ledger.anchors set line = 'none'`);
    expect(await kindsOf()).toEqual(['anchor-signature']);
  });

  test('that the database keeps cannot be changed by the projector', async () => {
    const url = new URL(copy.url);
    const { username, password } = new URL(original.ledger.urlOf('riel_projector'));
    Object.assign(url, { username, password });
    const projector = await connectAsOwner(url.href);
    const { kysely } = projector;
    await expect(sql`update ledger.anchors set line = ''`.execute(kysely)).rejects.toThrow(
      /denied|append-only/,
    );
    await expect(sql`delete from ledger.anchors`.execute(kysely)).rejects.toThrow(
      /denied|append-only/,
    );
    await expect(
      sql`update ledger.anchors set line = ''`.execute(copy.owner.kysely),
    ).rejects.toThrow(/denied|append-only/);
    await projector.close();
  });
});
