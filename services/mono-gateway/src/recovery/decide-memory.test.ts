import { expect, it } from 'vitest';
import { decideMemory, type Memories } from './decide-memory.ts';

const server = { systemIdentifier: 7n, timeline: 1 };
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
  ['another server', { server: { systemIdentifier: 8n, timeline: 1 } }, 'another-server'],
  ['another timeline', { server: { systemIdentifier: 7n, timeline: 2 } }, 'another-timeline'],
] as const)('%s says that the database has forgotten', (_name, change, reason) => {
  expect(decideMemory(memories(change))).toBe(reason);
});

it('a new schema knows no server', () => {
  expect(decideMemory(memories({ knownServer: null }))).toBeNull();
});
