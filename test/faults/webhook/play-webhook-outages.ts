import { startOwnStack } from '../../support/own-stack.ts';
import type { Player } from '../player.ts';
import { outages, playOutages } from './play-outages.ts';

const WEBHOOKS_PER_SECOND = 50;

/** Nothing is attached to: everything is taken away here. */
const alone = {
  ...process.env,
  DATABASE_URL: undefined,
  KAFKA_BROKERS: undefined,
  SCHEMA_REGISTRY_URL: undefined,
};

/** Plays every outage, once per seed, on infrastructure of its own. */
export const playWebhookOutages: Player = async ({ seedsCount, print }) => {
  let failuresCount = 0;
  for (let round = 0; round < seedsCount; round += 1) {
    const stack = await startOwnStack(alone);
    try {
      const webhooks = { webhooksPerSecond: WEBHOOKS_PER_SECOND, played: outages };
      const report = await playOutages({ stack, print, ...webhooks });
      const { signed, lost, double, repeatedRecords } = report;
      print(
        `${signed} signed, ${lost} lost, ${double} double, ${repeatedRecords} records repeated`,
      );
      if (lost + double > 0) failuresCount += 1;
    } finally {
      await stack.stop();
    }
  }
  return { seedsCount, failuresCount };
};
