/** The thread that encodes and sends entries. */
import { parentPort, workerData } from 'node:worker_threads';
import { createCodec } from '@riel/avro';
import { createKafka, createProducer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { createEntryPublisher } from './publish-entries.ts';
import type { PublisherAnswer, PublisherOrder, PublisherTask } from './publisher-thread.ts';

const { brokers, schemaRegistryUrl, logLevel, partitionsCount } = workerData as PublisherTask;
const tell = (answer: PublisherAnswer): void => parentPort?.postMessage(answer, []);

const logger = createLogger({ service: 'ledger-projector', level: logLevel });
const codec = await createCodec({
  registryUrl: schemaRegistryUrl,
  writes: ['EntryPosted'],
  reads: [],
});
const producer = createProducer(
  createKafka({ brokers: [...brokers], clientId: 'ledger-projector', logger }),
);
const publish = createEntryPublisher({ codec, producer, partitionsCount });

const obey = async (order: PublisherOrder): Promise<void> => {
  if (order.kind === 'stop') {
    await producer.stop();
    parentPort?.close();
    return;
  }
  const { number, batches } = order;
  try {
    await publish(batches);
    tell({ kind: 'published', number });
  } catch (error) {
    tell({ kind: 'failed', number, message: error instanceof Error ? error.message : 'unknown' });
  }
};

parentPort?.on('message', (order: PublisherOrder) => void obey(order));
tell({ kind: 'ready' });
