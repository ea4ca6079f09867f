import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import type { Producer } from '@riel/kafka';
import { now, repeat } from '@riel/runtime';
import type { Logger, Metrics, Started } from '@riel/runtime';
import { LEDGER_ENTRIES_TOPIC } from '@riel/schemas';
import type { EventId, Instant } from '@riel/schemas';
import { loadKeyFile } from '@riel/sealing';
import { cloudEventHeaders } from '../cloud-event-headers.ts';
import { LedgerError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { createAnchorSigner } from './anchor-signer.ts';
import { nextDue } from './anchor-times.ts';
import { keepAnchors } from './keep-anchors.ts';
import type { AnchorRow } from './sql/anchors.ts';

export interface AnchoringOptions {
  readonly setting: Settings;
  readonly database: Database;
  readonly codec: Pick<Codec<'LedgerAnchored'>, 'encode'>;
  readonly producer: Pick<Producer, 'send'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

const RETRY_MILLISECONDS = 10_000;
const MICROSECONDS_PER_MILLISECOND = 1_000;
const MICROSECONDS_PER_MINUTE = 60_000_000;

/**
 * Anchors the chains from now on. Throws LedgerError RIEL_ANCHOR_KEY if there is no key to sign with:
 * only a local stack may leave its chains without anchors.
 */
export const startAnchoring = async (options: AnchoringOptions): Promise<Started> => {
  const { setting, database, codec, producer, logger, metrics } = options;
  const path = setting.LEDGER_SIGNING_KEY_FILE;
  if (path === '') {
    if (setting.RIEL_ENV !== 'local') {
      throw new LedgerError('RIEL_ANCHOR_KEY', 'LEDGER_SIGNING_KEY_FILE is missing');
    }
    logger.warn({}, 'no LEDGER_SIGNING_KEY_FILE: chains are not anchored');
    return { stop: () => Promise.resolve() };
  }
  const signer = createAnchorSigner(
    await loadKeyFile(path, {
      algorithm: 'Ed25519',
      part: 'private',
      allowReadableByOthers: setting.RIEL_ENV === 'local',
    }),
  );
  const anchored = metrics.counter({
    name: 'riel_ledger_anchors_total',
    help: 'Anchors published to riel.ledger-entries.v1',
  });
  const intervalMicroseconds = setting.ANCHOR_INTERVAL_MINUTES * MICROSECONDS_PER_MINUTE;
  const publish = createAnchorPublisher(producer);
  return repeat({
    name: 'anchors',
    logger,
    pauseMilliseconds: () => pauseUntil(nextDue(now(), intervalMicroseconds)),
    round: async () => {
      const keeper = { database, codec, signer, publish, now, intervalMicroseconds };
      const { published } = await keepAnchors(keeper);
      anchored.inc(published);
    },
  });
};

/** No longer than a round that failed may wait. */
const pauseUntil = (dueAt: number): number =>
  Math.min(RETRY_MILLISECONDS, Math.ceil((dueAt - now()) / MICROSECONDS_PER_MILLISECOND));

const createAnchorPublisher =
  (producer: Pick<Producer, 'send'>) =>
  async ({ eventId, occurredAt, payload }: AnchorRow): Promise<void> => {
    const record = {
      key: 'anchors',
      value: payload,
      headers: cloudEventHeaders('LedgerAnchored', {
        eventId: eventId as EventId,
        occurredAt: occurredAt as Instant,
      }),
    };
    await producer.send([{ topic: LEDGER_ENTRIES_TOPIC, records: [record] }]);
  };
