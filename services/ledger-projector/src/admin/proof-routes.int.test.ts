import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { generateSigningKey } from '@riel/sealing';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { createAnchorSigner } from '../anchors/anchor-signer.ts';
import { anchorLine, parseAnchorLine } from '../anchors/anchor-line.ts';
import { insertAnchor, readHeads } from '../anchors/sql/anchors.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { bookedCodec, startAdminFixture } from '../testing/admin-fixture.ts';
import type { AdminFixture } from '../testing/admin-fixture.ts';
import { lifeOf, testTransfer } from '../testing/events.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { addAnchorRoutes } from './anchor-routes.ts';
import { addSetAsideRoutes } from './set-aside-routes.ts';

let codec: Codec<BookedEventName, BookedEventName>;
let admin: AdminFixture;

beforeAll(async () => {
  codec = await bookedCodec(stackAddresses().schemaRegistryUrl);
});

beforeEach(async () => {
  const database = await createTestDatabase({ template: false });
  admin = await startAdminFixture(database, codec, (server, options) => {
    addAnchorRoutes(server, options);
    addSetAsideRoutes(server, options);
  });
  const log = new TestLog(codec)
    .append(tablesActivated(1, canonicalTables(exampleTables)))
    .append(...lifeOf(testTransfer(1)))
    .appendBytes(Buffer.from('canary'));
  await admin.projector.book(log.records);
  return () => admin.stop();
});

describe('records set aside', () => {
  test('are told by place, code and digest, never by their bytes', async () => {
    const { status, body } = await admin.ask('GET', '/admin/set-aside');
    expect(status).toBe(200);
    expect(body['records']).toMatchObject([
      {
        topic: 'riel.transfers.v1',
        partition: 0,
        offset: '4',
        chainNumber: '5',
        code: 'RIEL_RECORD_NOT_AVRO',
        sizeBytes: 6,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    ]);
    expect(JSON.stringify(body)).not.toContain('canary');
  });

  test('are shown one by one', async () => {
    const { body } = await admin.ask('GET', '/admin/set-aside');
    const [record] = body['records'] as { eventId: string }[];
    const shown = await admin.ask('GET', `/admin/set-aside/${record!.eventId}`);
    expect(shown).toEqual({ status: 200, body });
    const other = await admin.ask('GET', '/admin/set-aside/00000000-0000-5000-8000-000000000000');
    expect(other).toMatchObject({ status: 404, body: { code: 'not-set-aside' } });
  });

  test('are shown to operators alone', async () => {
    expect((await admin.askWithoutScope('GET', '/admin/set-aside')).status).toBe(403);
    expect((await admin.askWithoutScope('GET', '/admin/anchors')).status).toBe(403);
  });
});

test('anchors come page by page, as they are kept', async () => {
  const { database } = admin.projector.projection;
  const signer = createAnchorSigner([generateSigningKey('anchors')]);
  const heads = await readHeads(database.kysely);
  await database.transaction(async (transaction) => {
    for (let dueAt = 1; dueAt <= 501; dueAt += 1) {
      const line = anchorLine(signer.sign(heads, dueAt));
      const eventId = `00000000-0000-5000-8000-${dueAt.toString().padStart(12, '0')}`;
      const row = { dueAt, eventId, occurredAt: dueAt, line, payload: Buffer.alloc(1) };
      await insertAnchor(transaction, row);
    }
  });
  const first = (await admin.ask('GET', '/admin/anchors')).body as unknown as Page;
  const second = (await admin.ask('GET', `/admin/anchors?after=${first.next}`))
    .body as unknown as Page;
  expect([first.anchors.length, first.next, second.anchors.length, second.next]).toEqual([
    500,
    500,
    1,
    null,
  ]);
  expect(parseAnchorLine(second.anchors[0]!)).toMatchObject({ occurredAt: 501, heads });
});

interface Page {
  readonly anchors: readonly string[];
  readonly next: number | null;
}
