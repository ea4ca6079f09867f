import type { DatedApiKey } from '@riel/mono-client';
import { repeat, type Logger, type Metrics, type Repeated } from '@riel/runtime';
import { ageDaysOf } from './choose-keys.ts';

export interface KeyAgeOptions {
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly keys: () => readonly DatedApiKey[];
  readonly nowMilliseconds: () => number;
  readonly warnDays: number;
  readonly maxDays: number;
}

const ROUND_MILLISECONDS = 3_600_000;
const SECONDS_PER_DAY = 86_400;

/** Shows how old keys are, and says every hour which are old enough to be replaced. */
export function watchKeyAge(options: KeyAgeOptions): Repeated {
  const { keys, nowMilliseconds, logger } = options;
  options.metrics.gauge({
    name: 'riel_gateway_api_key_age_days',
    help: 'Age of each API key of Mono that has a file',
    labels: ['key_id'],
    readEach: () =>
      keys().map((key) => ({
        labels: { key_id: key.id },
        value: ageDaysOf(key, nowMilliseconds()),
      })),
  });
  options.metrics.gauge({
    name: 'riel_gateway_newest_api_key_age_days',
    help: 'Age of the newest API key of Mono: what says whether it is time to rotate',
    read: () => {
      // A ring gives the newest first.
      const [newest] = keys();
      return newest === undefined ? 0 : ageDaysOf(newest, nowMilliseconds());
    },
  });
  return repeat({
    name: 'key age',
    logger,
    pauseMilliseconds: ROUND_MILLISECONDS,
    round: () => {
      for (const key of keys()) {
        const days = ageDaysOf(key, nowMilliseconds());
        const said = { keyId: key.id, ageSeconds: Math.floor(days * SECONDS_PER_DAY) };
        if (days >= options.maxDays) logger.error(said, 'an API key of Mono is too old');
        else if (days >= options.warnDays) logger.warn(said, 'an API key of Mono grows old');
      }
      return Promise.resolve();
    },
  });
}
