import { expect, it } from 'vitest';
import { decideMemory, type Memories } from './decide-memory.ts';

const server = { systemIdentifier: 7n, timeline: 1, databaseOid: 16_384n, startedAt: 1_000n };
const offsets = (offset: bigint) => new Map([['riel.transfers.v1 0', offset]]);
const memories = (change: Partial<Memories>): Memories => ({
  server,
  knownServer: server,
  broker: offsets(10n),
  database: offsets(10n),
  ...change,
});

it('a database at or before the broker has forgotten nothing', () => {
  expect(decideMemory(memories({}))).toBeNull();
  expect(decideMemory(memories({ broker: offsets(9n) }))).toBeNull();
  expect(decideMemory(memories({ broker: new Map(), database: new Map() }))).toBeNull();
});

it.each([
  ['a broker that is ahead', { broker: offsets(11n) }, 'broker-ahead'],
  ['a partition that the database does not know', { database: new Map() }, 'broker-ahead'],
  ['another server', { server: { ...server, systemIdentifier: 8n } }, 'another-server'],
  ['another timeline', { server: { ...server, timeline: 2 } }, 'another-timeline'],
  ['a copy of the database', { server: { ...server, databaseOid: 16_385n } }, 'another-database'],
  [
    'a server that has started since',
    { server: { ...server, startedAt: 1_001n } },
    'server-restarted',
  ],
  // The clock may have been set back between.
  ['a server that started before', { server: { ...server, startedAt: 999n } }, 'server-restarted'],
  [
    'a server whose start was never noted',
    { knownServer: { ...server, startedAt: null } },
    'server-restarted',
  ],
  [
    'a database whose oid was never noted',
    { knownServer: { ...server, databaseOid: null, startedAt: null } },
    'another-database',
  ],
] as const)('%s says that the database may have forgotten', (_name, change, reason) => {
  expect(decideMemory(memories(change))).toBe(reason);
});

it('a new schema knows no server', () => {
  expect(decideMemory(memories({ knownServer: null }))).toBeNull();
});
