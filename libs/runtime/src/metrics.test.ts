import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('a gauge that cannot be read is not a number, and the others are shown all the same', async () => {
  const metrics = createMetrics('shop');
  const unreachable = () => Promise.reject(new Error('no database'));
  metrics.gauge({ name: 'riel_waiting_records', help: 'x', read: unreachable });
  metrics.gauge({ name: 'riel_open_connections', help: 'x', read: () => 3 });
  const text = await metrics.text();
  expect(text).toContain('riel_waiting_records{service="shop"} Nan');
  expect(text).toContain('riel_open_connections{service="shop"} 3');
});
