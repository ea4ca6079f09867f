import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import type { Chunk, ChunkOutcome, Kafka } from '@riel/kafka';
import { createInbox } from '@riel/outbox';
import { insertMonoTransfers, type MonoTransferRow } from './mono-transfers.ts';

/** What reading needs. */
export interface MonoTransferInboxPorts {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly codec: Pick<Codec<never, 'TransferAccepted'>, 'prepare' | 'decode'>;
  /** Told when Mono transfers became known. */
  readonly onKnown: () => void;
}

const ACCEPTED_TYPE = 'riel.TransferAccepted';

/** Makes the handler of chunks of transfers: it learns from `TransferAccepted` which Mono transfers are ours. */
export function createMonoTransferInbox(
  ports: MonoTransferInboxPorts,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  return createInbox<MonoTransferRow & { readonly offset: bigint }>({
    database: ports.database,
    schema: 'webhook',
    kafka: ports.kafka,
    // Nearly all that is read means nothing here.
    idleMoveMilliseconds: 1_000,
    prepare: async (chunk) => {
      // The header tells the type, so that other events need no decoding.
      const accepted = chunk.records.filter(({ headers }) => headers['ce_type'] === ACCEPTED_TYPE);
      await ports.codec.prepare(accepted.map(({ value }) => value));
      return accepted.flatMap(({ offset, value }) => {
        const decoded = ports.codec.decode(value);
        if (decoded.kind === 'undecodable') return [];
        const { monoTransferId, transferId, monoAccountId, recordedAt } = decoded.event.value;
        const knownAt = BigInt(recordedAt);
        return [{ offset, monoTransferId, transferId, monoAccountId, knownAt }];
      });
    },
    write: (transaction, records) => insertMonoTransfers(transaction, records),
    onCommitted: ports.onKnown,
  });
}
