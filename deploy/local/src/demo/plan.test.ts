import { describe, expect, it } from 'vitest';
import { DEMO_TRANSFERS_MIN, planTransfers } from './plan.ts';

const plan = (transfers: number) =>
  planTransfers({ transfers, runId: 'run', monoAccountIds: ['acc_a', 'acc_b'] });

describe('the plan', () => {
  it('is the same for the same run', () => {
    expect(plan(50)).toEqual(plan(50));
  });

  it.each([DEMO_TRANSFERS_MIN, 300])('of %d sends at least a third through Kafka', (transfers) => {
    const byKafka = plan(transfers).filter((one) => one.door === 'kafka').length;
    expect(byKafka).toBeGreaterThanOrEqual(transfers / 3);
    expect(byKafka).toBeLessThan(transfers);
  });

  it('shows every story through both doors, all rails and none', () => {
    const planned = plan(DEMO_TRANSFERS_MIN);
    for (const story of new Set(planned.map((one) => one.story))) {
      const doors = planned.filter((one) => one.story === story).map((one) => one.door);
      expect(new Set(doors)).toEqual(new Set(['kafka', 'http']));
    }
    expect(new Set(planned.map((one) => one.rail))).toEqual(
      new Set(['turbo', 'ach', 'transfiya', null]),
    );
  });

  it('gives every transfer a key and a document of its own', () => {
    const planned = plan(300);
    expect(new Set(planned.map((one) => one.idempotencyKey)).size).toBe(300);
  });
});
