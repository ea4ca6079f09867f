import { createRequire } from 'node:module';
import type * as KafkaClient from 'kafkajs';
import { guardClient } from './client-guards.ts';

guardClient();

/**
 * kafkajs as it is loaded under its guards. Its values come from here alone: one that the package is
 * imported for itself would have parts of it from before the guards. Types cost nothing and come from
 * the package.
 */
export const { Kafka, CompressionTypes, logLevel } = createRequire(import.meta.url)(
  'kafkajs',
) as typeof KafkaClient;
