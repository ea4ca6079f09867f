import { createRequire } from 'node:module';
import type * as KafkaClient from 'kafkajs';
import { guardClient } from './client-guards.ts';

guardClient();

/** kafkajs as it is loaded under its guards. Types come from the package itself. */
export const { Kafka, CompressionTypes, logLevel } = createRequire(import.meta.url)(
  'kafkajs',
) as typeof KafkaClient;
