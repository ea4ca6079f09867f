import { createCodec } from '@riel/avro';
import { migrate } from '@riel/database';
import { createKafka } from '@riel/kafka';
import { bookedEventNames, rebuildLedger } from '@riel/ledger-projector';
import type { RebuildReport } from '@riel/ledger-projector';
import * as ledger from '@riel/ledger-projector/migrations';
import { createLogger } from '@riel/runtime';

import { exitCodes } from '../command.ts';
import type { CommandContext } from '../command.ts';
import { deployRoles } from '../deploy/deploy-roles.ts';
import { AddressMissingError, UsageError } from '../errors.ts';
import { createProgressBar } from '../progress-bar.ts';
import { connectToLedger, directAddresses } from '../services/direct-addresses.ts';

import { readWords, required } from './read-words.ts';

const CHUNK_RECORDS_MAX = 10_000;

/** `riel ledger rebuild`. */
export async function rebuild({
  words,
  environment,
  print,
  draw,
}: CommandContext): Promise<number> {
  const given = readWords(words, {
    positionals: [],
    values: ['into', 'topic-prefix', 'chunk-records'],
  });
  const into = required(given, 'into');
  const chunkRecordsMax = chunkRecordsOf(given.values['chunk-records']);
  const addresses = await directAddresses(environment);
  if (addresses.kafkaBrokers.length === 0) throw new AddressMissingError('KAFKA_BROKERS');
  if (addresses.schemaRegistryUrl === '') throw new AddressMissingError('SCHEMA_REGISTRY_URL');
  const source = await connectToLedger(addresses.databaseUrl, 'DATABASE_URL');
  const target = await connectToLedger(into, '--into');
  const logger = createLogger({ service: 'riel', level: 'silent' });
  const clock = (): number => performance.now();
  const bar = createProgressBar({ write: draw ?? null, clock, unit: 'facts' });
  try {
    await deployRoles(target.kysely, []);
    await migrate({ url: into, ...ledger });
    const report = await rebuildLedger({
      kafka: createKafka({ brokers: addresses.kafkaBrokers, clientId: 'riel-rebuild', logger }),
      codec: await createCodec({
        registryUrl: addresses.schemaRegistryUrl,
        writes: [],
        reads: bookedEventNames,
      }),
      source,
      target,
      topicPrefix: given.values['topic-prefix'] ?? '',
      ...(chunkRecordsMax === null ? {} : { chunkRecordsMax }),
      onProgress: ({ facts, records }) => bar.show(facts, records),
    });
    bar.clear();
    for (const line of rebuildLines(report)) print(line);
    return report.differences.length === 0 ? exitCodes.done : exitCodes.failed;
  } finally {
    bar.clear();
    await source.close();
    await target.close();
  }
}

function chunkRecordsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= CHUNK_RECORDS_MAX) return count;
  throw new UsageError(`--chunk-records is a number from 1 to ${CHUNK_RECORDS_MAX}`);
}

/** What a person reads of a report. */
export function rebuildLines(report: RebuildReport): readonly string[] {
  const { facts, readingMilliseconds, comparedRows, heads, differences } = report;
  const rate = Math.round((facts / Math.max(1, readingMilliseconds)) * 1000);
  const lines = [
    `${facts} facts booked in ${(readingMilliseconds / 1000).toFixed(1)} s, ${rate}/s; ` +
      `${comparedRows} rows compared`,
    ...heads.map(
      ({ topic, partition, chainNumber, chainHash }) =>
        `${topic}, partition ${partition}: ${chainNumber} ${chainHash.toString('hex')}`,
    ),
  ];
  if (differences.length === 0) return [...lines, 'Both ledgers are the same.'];
  for (const { rows, place, source, rebuilt } of differences) {
    lines.push(`${rows}${place === '' ? '' : ` of ${place}`} differ:`);
    lines.push(`  here     ${source ?? '(nothing)'}`, `  rebuilt  ${rebuilt ?? '(nothing)'}`);
  }
  return [...lines, 'THE LEDGERS DIFFER.'];
}
