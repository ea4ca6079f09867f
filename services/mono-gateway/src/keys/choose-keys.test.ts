import type { DatedApiKey } from '@riel/mono-client';
import { createLogger, createMetrics } from '@riel/runtime';
import { describe, expect, it, vi } from 'vitest';
import { planKeys, type KeyKnowledge } from './choose-keys.ts';
import { watchKeyAge } from './watch-key-age.ts';

const DAY_MILLISECONDS = 86_400_000;
const nowMilliseconds = 100 * DAY_MILLISECONDS;

const keyOf = (
  id: string,
  ageDays: number,
  role: DatedApiKey['role'] = 'Administrator',
): DatedApiKey => ({
  id,
  role,
  secret: `canary-secret-of-${id}`,
  createdAt: nowMilliseconds - ageDays * DAY_MILLISECONDS,
});

const plan = (keys: readonly DatedApiKey[], change: Partial<KeyKnowledge> = {}) =>
  planKeys(keys, {
    purpose: 'create',
    nowMilliseconds,
    ageDaysMax: null,
    refusedUntil: new Map(),
    ...change,
  }).map(({ id }) => id);

describe('the order in which keys are tried', () => {
  it('is the newest first, the previous behind it', () => {
    expect(plan([keyOf('old', 40), keyOf('new', 1), keyOf('older', 60)])).toEqual([
      'new',
      'old',
      'older',
    ]);
  });

  it('leaves out, for a while, what Mono has refused', () => {
    const keys = [keyOf('new', 1), keyOf('old', 40)];
    expect(plan(keys, { refusedUntil: new Map([['new', nowMilliseconds + 1]]) })).toEqual(['old']);
    expect(plan(keys, { refusedUntil: new Map([['new', nowMilliseconds]]) })[0]).toBe('new');
  });

  it('creates with an Administrator alone, and reads with any', () => {
    const keys = [keyOf('viewer', 1, 'Viewer'), keyOf('admin', 2)];
    expect(plan(keys)).toEqual(['admin']);
    expect(plan(keys, { purpose: 'read' })).toEqual(['viewer', 'admin']);
  });

  it('refuses a key above the greatest age, if that is asked for', () => {
    const keys = [keyOf('old', 91)];
    expect(plan(keys)).toEqual(['old']);
    expect(plan(keys, { ageDaysMax: 90 })).toEqual([]);
  });
});

it('ages are warned of from 75 days, alerted at 90, and shown without the key', async () => {
  const lines: { readonly level: string; readonly keyId: string }[] = [];
  const metrics = createMetrics('test');
  const keys = [keyOf('young', 74), keyOf('grown', 75), keyOf('old', 90)];
  const watch = watchKeyAge({
    metrics,
    keys: () => keys,
    nowMilliseconds: () => nowMilliseconds,
    warnDays: 75,
    maxDays: 90,
    logger: createLogger({
      service: 'test',
      level: 'info',
      destination: { write: (line) => void lines.push(JSON.parse(line) as (typeof lines)[0]) },
    }),
  });
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  await watch.stop();
  expect(lines.map(({ level, keyId }) => [level, keyId])).toEqual([
    ['warn', 'grown'],
    ['error', 'old'],
  ]);
  const text = await metrics.text();
  expect(text).toMatch(/riel_gateway_api_key_age_days{key_id="old",[^}]*} 90\n/);
  expect(text).toMatch(/riel_gateway_newest_api_key_age_days{[^}]*} 74\n/);
  expect(text + JSON.stringify(lines)).not.toContain('canary');
});
