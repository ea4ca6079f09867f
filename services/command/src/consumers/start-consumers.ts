import { KafkaUnavailableError, requireTopics, startConsumer } from '@riel/kafka';
import type { ConsumerOptions } from '@riel/kafka';
import { transferIdOf } from '@riel/ids';
import { keepConsuming } from '@riel/outbox';
import { createParts, fatal, now, type Started } from '@riel/runtime';
import {
  ADJUSTMENTS_TOPIC,
  BANKS_TOPIC,
  COMMAND_RESULTS_TOPIC,
  TRANSFERS_TOPIC,
  commandTopicOf,
  type Caller,
} from '@riel/schemas';
import { createBankListConsumer } from '../banks/bank-list-consumer.ts';
import { createCommandDoor } from '../commands/command-door.ts';
import { createLedgerMarkerConsumer } from '../ledger-markers/ledger-marker-consumer.ts';
import type { SharedParts } from '../shared-parts.ts';
import type { PrepareTransfer } from '../transfers/prepare-transfer.ts';
import { startCallerAccounts } from './caller-accounts.ts';

export interface ConsumersOptions extends SharedParts {
  readonly prepare: PrepareTransfer;
  /** Callers whose command topics are read; without any, none is. */
  readonly callers: readonly Caller[];
}

/** Starts reading bank list and command topics. Throws `RIEL_TOPIC_MISSING` naming what is not there. */
export async function startConsumers(options: ConsumersOptions): Promise<Started> {
  const { kafka, logger, configuration, callers } = options;
  const group = configuration.CONSUMER_GROUP;
  const commandTopics = callers.map(commandTopicOf);
  const own = [TRANSFERS_TOPIC, ADJUSTMENTS_TOPIC, COMMAND_RESULTS_TOPIC, BANKS_TOPIC];
  const topics = [...own, ...commandTopics];
  await requireTopicsIfReachable(options, topics);
  const parts = createParts();
  const keep = (
    groupId: string,
    groupTopics: readonly string[],
    onChunk: ConsumerOptions['onChunk'],
  ): Started =>
    keepConsuming({
      logger,
      onFatal: fatal,
      retryMilliseconds: configuration.CONSUMER_RETRY_MILLISECONDS,
      start: async (onFatal) => {
        await requireTopics(kafka, topics);
        return await startConsumer({
          kafka,
          groupId,
          topics: groupTopics,
          chunkRecordsMax: configuration.CONSUMER_CHUNK_RECORDS_MAX,
          onChunk,
          onFatal,
        });
      },
    });
  const banks = createBankListConsumer({
    executor: options.database.kysely,
    codec: options.bankCodec,
    logger,
    onStored: () => options.banks.refresh(),
  });
  parts.add('bank list consumer', keep(`${group}-banks`, [BANKS_TOPIC], banks));
  const markers = createLedgerMarkerConsumer({
    executor: options.database.kysely,
    codec: options.markerCodec,
  });
  parts.add('ledger marker consumer', keep(`${group}-markers`, [ADJUSTMENTS_TOPIC], markers));
  if (commandTopics.length > 0) {
    const door = await startCommandDoor(options, parts);
    parts.add('command consumer', keep(group, commandTopics, door));
  }
  return parts;
}

async function startCommandDoor(
  options: ConsumersOptions,
  parts: ReturnType<typeof createParts>,
): Promise<ConsumerOptions['onChunk']> {
  const { configuration, logger, codec, keys, kafka, database, prepare } = options;
  const accounts = await parts.start('accounts of callers', () =>
    startCallerAccounts({
      file: configuration.API_KEYS_FILE,
      refreshMilliseconds: configuration.CALLER_ACCOUNTS_REFRESH_MILLISECONDS,
      logger,
    }),
  );
  return createCommandDoor({
    database,
    kafka,
    now,
    count: options.count,
    limit: { callerDailyMinorUnitsMax: BigInt(configuration.CALLER_DAILY_MINOR_UNITS_MAX) },
    reader: {
      codec: options.commandCodec,
      prepare,
      mayUse: (caller, monoAccountId) => accounts.mayUse(caller, monoAccountId),
      isPlainAllowed: configuration.COMMAND_TOPICS_ALLOW_PLAIN,
      openPayee: async (sealed, caller, idempotencyKey) => {
        const transferId = transferIdOf(caller, idempotencyKey);
        const opened = await keys.opener?.open(sealed, {
          transferId,
          eventName: 'RequestTransfer',
        });
        return opened?.kind === 'opened' ? opened.plaintext : null;
      },
    },
    encodeRejection: (event) => codec.encode('CommandRejected', event),
    onCommitted: () => options.relay.wake(),
    onExpired: (expired) => {
      logger.error(
        {
          ...expired,
          code: 'commands-expired',
        },
        'commands were deleted unread',
      );
    },
  });
}

// The topics are looked at again before each consumer starts; here a mistake shows at once.
async function requireTopicsIfReachable(
  { kafka, logger }: ConsumersOptions,
  topics: readonly string[],
): Promise<void> {
  try {
    await requireTopics(kafka, topics);
  } catch (error) {
    if (!(error instanceof KafkaUnavailableError)) throw error;
    logger.warn({ error }, 'Kafka is unreachable; accepting starts without it');
  }
}
