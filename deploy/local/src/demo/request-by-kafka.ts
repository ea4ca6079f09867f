import { createCodec } from '@riel/avro';
import { transferIdOf } from '@riel/ids';
import { createKafka, createProducer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { commandTopic, type Caller, type MinorUnits, type MonoAccountId } from '@riel/schemas';
import type { Attachment } from './attachment.ts';
import type { PlannedTransfer } from './plan.ts';
import { payeeOf } from './transfer-body.ts';

const RECORDS_PER_SEND = 500;

/** Publishes commands for many transfers on the caller's own topic. `onSent` is told of each. */
export async function requestAllByKafka(
  attachment: Attachment,
  options: {
    readonly caller: Caller;
    readonly transfers: readonly PlannedTransfer[];
    readonly onSent: (transfer: PlannedTransfer, transferId: string) => void;
  },
): Promise<void> {
  const logger = createLogger({ service: 'demo', level: 'fatal' });
  const codec = await createCodec({
    registryUrl: attachment.schemaRegistryUrl,
    writes: ['RequestTransfer'],
    reads: [],
  });
  const kafka = createKafka({ brokers: attachment.kafkaBrokers, clientId: 'riel-demo', logger });
  const producer = createProducer(kafka);
  try {
    for (let from = 0; from < options.transfers.length; from += RECORDS_PER_SEND) {
      const chunk = options.transfers.slice(from, from + RECORDS_PER_SEND);
      const records = chunk.map((transfer) => ({
        key: transferIdOf(options.caller, transfer.idempotencyKey),
        value: codec.encode('RequestTransfer', {
          idempotencyKey: transfer.idempotencyKey,
          monoAccountId: transfer.monoAccountId as MonoAccountId,
          amount: transfer.amount as MinorUnits,
          currency: 'COP',
          rail: transfer.rail,
          fallbackRails: null,
          counterAccount: null,
          notAfter: null,
          metadata: { story: transfer.story },
          payee: payeeOf(transfer),
          sealedPayee: null,
        }),
        headers: { 'content-type': 'application/avro' },
      }));
      await producer.send([{ topic: commandTopic(options.caller).name, records }]);
      chunk.forEach((transfer, index) => options.onSent(transfer, records[index]?.key ?? ''));
    }
  } finally {
    await producer.stop();
  }
}
