import { createCodec } from '@riel/avro';
import type { Database } from '@riel/database';
import { createKafka, createProducer } from '@riel/kafka';
import { startRelay, type Relay } from '@riel/outbox';
import { commaList, fatal, now, type Logger, type Metrics, type Parts } from '@riel/runtime';
import { createSealer, hashKeyOf, loadKeyFile, thirdPartyIdOf } from '@riel/sealing';
import { schema } from '../migrations/index.ts';
import type { ReconciliationConfiguration } from './configuration.ts';
import { ReconciliationSettingError } from './errors.ts';
import { createEventWriter, writtenEvents, type EventWriter } from './healing/event-writer.ts';
import { createReportSigner, type ReportSigner } from './report/report-signer.ts';

/** Reads the key files and makes the writer of events. Throws SealingError naming a file. */
export async function openEvents(
  configuration: ReconciliationConfiguration,
): Promise<{ readonly events: EventWriter; readonly signer: ReportSigner }> {
  const allowReadableByOthers = configuration.RIEL_ENV === 'local';
  const recipients = await loadKeyFile(configuration.PAYEE_RECIPIENTS_FILE, {
    algorithm: 'X25519',
    part: 'public',
    allowReadableByOthers,
  });
  const [hashKey, another] = await loadKeyFile(configuration.THIRD_PARTY_HASH_KEY_FILE, {
    algorithm: 'HMAC-SHA256',
    part: 'private',
    allowReadableByOthers,
  });
  // Two keys would give one person two ids, and nobody could say which one the books carry.
  if (hashKey === undefined || another !== undefined) {
    throw new ReconciliationSettingError('THIRD_PARTY_HASH_KEY_FILE', 'must hold exactly one key');
  }
  const signingKeys = await loadKeyFile(configuration.REPORT_SIGNING_KEY_FILE, {
    algorithm: 'Ed25519',
    part: 'private',
    allowReadableByOthers,
  });
  const key = hashKeyOf(hashKey);
  const codec = await createCodec({
    registryUrl: configuration.SCHEMA_REGISTRY_URL,
    writes: [...writtenEvents],
    reads: [],
  });
  const sealer = await createSealer({
    recipients,
    dataKeyMaximumAgeMilliseconds: configuration.DATA_KEY_MAXIMUM_AGE_SECONDS * 1_000,
  });
  const events = createEventWriter({
    encode: (event) => codec.encode(event.name, event.value),
    sealer,
    thirdPartyIdOf: (type, number) => thirdPartyIdOf(key, type, number),
    now,
  });
  return { events, signer: createReportSigner(signingKeys) };
}

/** Starts the relay to Kafka, which may be away now and later. */
export function openRelay(
  {
    configuration,
    database,
    logger,
    metrics,
  }: {
    readonly configuration: ReconciliationConfiguration;
    readonly database: Database;
    readonly logger: Logger;
    readonly metrics: Metrics;
  },
  parts: Parts,
): Relay {
  const brokers = commaList(configuration.KAFKA_BROKERS);
  const producer = createProducer(
    createKafka({ brokers, clientId: 'riel-reconciliation', logger }),
  );
  parts.add('producer', producer);
  const relay = startRelay({
    database,
    schema,
    producer,
    service: 'reconciliation',
    logger,
    metrics,
    onFatal: fatal,
    pollMilliseconds: configuration.OUTBOX_POLL_MILLISECONDS,
  });
  parts.add('outbox relay', relay);
  return relay;
}
