import type { Caller } from '@riel/schemas';
import { describe, expect, test } from 'vitest';

import { planTopics, wantedTopics } from './plan-topics.ts';
import type { ExistingTopic } from './plan-topics.ts';

const single = { replicationFactor: 1, minInsyncReplicas: 1 };
const production = { replicationFactor: 3, minInsyncReplicas: 2 };
const wanted = wantedTopics(['payroll', 'treasury', 'payroll'] as Caller[]);
const has = (partitions: number, configuration = {}): ExistingTopic => ({
  partitions,
  configuration,
});
const complete = new Map(wanted.map((topic) => [topic.name, has(topic.partitions)]));

describe('planTopics', () => {
  test('wants one command topic per caller', () => {
    const names = wanted.map((topic) => topic.name);
    expect(names).toContain('riel.transfer-commands.payroll.v1');
    expect(names).toContain('riel.transfer-commands.treasury.v1');
    expect(new Set(names).size).toBe(names.length);
  });

  test('creates everything on an empty cluster', () => {
    const plan = planTopics(wanted, new Map(), production);
    expect(plan).toMatchObject({ kind: 'create', existing: [] });
    const transfers = plan.kind === 'create' && plan.missing[0];
    expect(transfers).toEqual({
      name: 'riel.transfers.v1',
      partitions: 6,
      replicationFactor: 3,
      configuration: {
        'cleanup.policy': 'delete',
        'retention.ms': '-1',
        'retention.bytes': '-1',
        'message.timestamp.type': 'LogAppendTime',
        'max.message.bytes': '1048588',
        'min.insync.replicas': '2',
        'unclean.leader.election.enable': 'false',
      },
    });
  });

  test('compacts the bank list and keeps commands for seven days', () => {
    const plan = planTopics(wanted, new Map(), single);
    const missing = plan.kind === 'create' ? plan.missing : [];
    const configurationOf = (name: string) =>
      missing.find((topic) => topic.name === name)?.configuration;
    expect(configurationOf('riel.banks.v1')).toMatchObject({ 'cleanup.policy': 'compact' });
    expect(configurationOf('riel.transfer-commands.payroll.v1')).toMatchObject({
      'retention.ms': String(7 * 24 * 3600 * 1000),
    });
  });

  test('creates nothing twice', () => {
    expect(planTopics(wanted, complete, single)).toMatchObject({ kind: 'create', missing: [] });
  });

  test('creates only what is missing', () => {
    const partial = new Map([...complete].filter(([name]) => name !== 'riel.banks.v1'));
    const plan = planTopics(wanted, partial, single);
    expect(plan.kind === 'create' && plan.missing.map((topic) => topic.name)).toEqual([
      'riel.banks.v1',
    ]);
  });

  test('refuses every change of a partition count and names them all', () => {
    const other = new Map(complete)
      .set('riel.transfers.v1', has(12))
      .set('riel.collections.v1', has(1))
      .set('unrelated', has(9));
    expect(planTopics(wanted, other, single)).toEqual({
      kind: 'refuse-partitions',
      changes: [
        { topic: 'riel.transfers.v1', has: 12, wants: 6 },
        { topic: 'riel.collections.v1', has: 1, wants: 2 },
      ],
    });
  });

  test('refuses a topic that would drop what must be kept for ever', () => {
    const made = has(1, { 'retention.ms': '604800000', 'cleanup.policy': 'delete' });
    expect(planTopics(wanted, new Map([['riel.adjustments.v1', made]]), single)).toEqual({
      kind: 'refuse-losses',
      losses: [
        { topic: 'riel.adjustments.v1', setting: 'retention.ms', has: '604800000', wants: '-1' },
      ],
    });
  });

  test('leaves to the operator how long the others keep their records', () => {
    const kept = has(3, { 'retention.ms': '1000' });
    const plan = planTopics(wanted, new Map([['riel.command-results.v1', kept]]), single);
    expect(plan).toMatchObject({ kind: 'create', existing: ['riel.command-results.v1'] });
  });
});
