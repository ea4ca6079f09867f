import { expect, test } from 'vitest';
import { playOutages } from '../faults/webhook/play-outages.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { stackAddresses } from '../support/stack-addresses.ts';

// A database server is started, ended and started again here, and a service beside it.
const MILLISECONDS_MAX = 240_000;

test(
  'a database server that is restarted, or killed, under load costs no webhook',
  async () => {
    const { kafkaBrokers, schemaRegistryUrl } = stackAddresses();
    const stack = await startOwnStack({
      ...process.env,
      DATABASE_URL: undefined,
      KAFKA_BROKERS: kafkaBrokers.join(),
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    });
    try {
      const played = ['database-restarted', 'database-killed'] as const;
      const print = (): void => undefined;
      const report = await playOutages({ stack, played, webhooksPerSecond: 40, print });
      expect(report).toMatchObject({ lost: 0, double: 0 });
    } finally {
      await stack.stop();
    }
  },
  MILLISECONDS_MAX,
);
