import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { bookedCodec, startAdminFixture } from '../testing/admin-fixture.ts';
import type { AdminAnswer, AdminFixture } from '../testing/admin-fixture.ts';
import { TestLog } from '../testing/test-log.ts';
import { addTableRoutes } from './table-routes.ts';

const tables = canonicalTables(exampleTables);
let codec: Codec<BookedEventName, BookedEventName>;
let admin: AdminFixture;

beforeAll(async () => {
  codec = await bookedCodec(stackAddresses().schemaRegistryUrl);
});

beforeEach(async () => {
  const database = await createTestDatabase({ template: false });
  admin = await startAdminFixture(database, codec, addTableRoutes);
  return () => admin.stop();
});

const activate = (content: string): Promise<AdminAnswer> =>
  admin.ask('POST', '/admin/tables', {
    file: 'tables.json',
    content,
    author: 'accountant',
    reason: 'new contract',
  });

describe('activating tables', () => {
  test('writes one marker with their canonical form, author and reason', async () => {
    const answer = await activate(JSON.stringify(JSON.parse(tables), null, 2));
    expect(answer).toEqual({ status: 200, body: { kind: 'activated', markerNumber: 1 } });
    expect(admin.written).toHaveLength(1);
    await codec.prepare([admin.written[0]!.payload]);
    expect(codec.decode(admin.written[0]!.payload)).toMatchObject({
      event: { value: { markerNumber: 1, tables, author: 'accountant', reason: 'new contract' } },
    });
  });

  test('that are in force changes nothing', async () => {
    await activate(tables);
    expect((await activate(tables)).body).toEqual({ kind: 'unchanged', markerNumber: 1 });
    expect(admin.written).toHaveLength(1);
  });

  test('that are wrong is refused, naming file, line and field of each problem', async () => {
    const pretty = JSON.stringify(JSON.parse(tables), null, 2);
    const wrong = pretty.replace('"type": "asset"', '"type": "money"');
    const line = pretty.slice(0, pretty.indexOf('"type": "asset"')).split('\n').length;
    const { status, body } = await activate(wrong);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { code: 'tables-invalid', errors: [{ field: '/accounts/0/type', in: 'body' }] },
    });
    const [error] = body['errors'] as { message: string }[];
    expect(error!.message).toMatch(
      new RegExp(String.raw`^tables\.json:${line}: /accounts/0/type must be one of`),
    );
    expect(admin.written).toEqual([]);
  });

  test('that are no JSON is refused at its line', async () => {
    const { body } = await activate('{\n"accounts": [');
    expect(body).toMatchObject({
      errors: [{ message: 'tables.json:2: is no JSON: must be a value' }],
    });
  });

  test('needs the scope, an author and a reason', async () => {
    const whole = { file: 'tables.json', content: tables, author: 'accountant', reason: 'why' };
    expect((await admin.askWithoutScope('POST', '/admin/tables', whole)).status).toBe(403);
    for (const field of ['author', 'reason']) {
      const lacking = { ...whole, [field]: ' ' };
      const { status, body } = await admin.ask('POST', '/admin/tables', lacking);
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { errors: [{ field: `/${field}` }] },
      });
    }
    expect(admin.written).toEqual([]);
  });
});

describe('tables that were activated', () => {
  test('are listed with who, when, why and how far they have come', async () => {
    await activate(tables);
    await activate(canonicalTables({ ...exampleTables, notice: 'other' }));
    const log = new TestLog(codec).appendBytes(admin.written[0]!.payload, 'marker:1');
    await admin.projector.book(log.records);
    const { body } = await admin.ask('GET', '/admin/tables');
    expect(body).toMatchObject({
      tables: [
        { markerNumber: 1, author: 'accountant', reason: 'new contract', written: true, readBy: 1 },
        { markerNumber: 2, written: true, readBy: 0, partitions: 1 },
      ],
    });
  });

  test('are shown whole', async () => {
    await activate(tables);
    expect((await admin.ask('GET', '/admin/tables/1')).body).toMatchObject({ content: tables });
    expect(await admin.ask('GET', '/admin/tables/2')).toMatchObject({
      status: 404,
      body: { code: 'tables-unknown' },
    });
  });
});
