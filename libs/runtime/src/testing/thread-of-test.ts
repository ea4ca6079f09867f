import { createThreadMetrics } from '../metrics.ts';
import { runServiceThread } from '../run-service-thread.ts';

const errorOf = (message: string) => Object.assign(new Error(message), { code: 'RIEL_OF_TEST' });

/** Longer than a scrape waits. */
const STUCK_MILLISECONDS = 1_500;

const tricks: Readonly<Record<string, () => void>> = {
  throws: () => {
    throw errorOf('thrown later');
  },
  exits: () => process.exit(0),
  grows: () => {
    const all: object[] = [];
    for (;;) all.push({ length: all.length });
  },
  stick: () => {
    const until = performance.now() + STUCK_MILLISECONDS;
    while (performance.now() < until);
  },
};

await runServiceThread(async (environment) => {
  if (environment['FAIL'] !== undefined) throw errorOf(environment['FAIL']);
  if (environment['EXIT'] !== undefined) process.exit(0);
  const metrics = createThreadMetrics('shop');
  const labels = ['text'];
  const greetings = metrics.gauge({ name: 'riel_greetings', help: 'x', labels });
  greetings.set({ text: environment['GREETING'] ?? '' }, 1);
  const signals = metrics.counter({ name: 'riel_signals_total', help: 'x', labels: ['name'] });
  return {
    metrics,
    onSignal: (name) => {
      signals.inc({ name });
      tricks[name]?.();
    },
    stop: async () => {
      if (environment['STOP_FAILS'] !== undefined) throw errorOf('not stopped');
    },
  };
});
