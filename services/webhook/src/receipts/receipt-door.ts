import { retryClassOf, type Database } from '@riel/database';
import { problem } from '@riel/http';
import { codeOf, createCoalescer, type Logger, type Started } from '@riel/runtime';
import type { Sealer } from '@riel/sealing';
import type { Receipt } from './receipt.ts';
import { storeReceipts, type Stored, type StorePorts } from './store-receipts.ts';

/** What the door needs. */
export interface ReceiptDoorOptions extends StorePorts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly logger: Logger;
  readonly onCommitted: () => void;
  readonly waitMilliseconds: number;
  readonly webhooksMax: number;
  readonly queueWebhooksMax: number;
  readonly transactionsMax: number;
}

/** Takes single webhooks and stores them many at a time. */
export interface ReceiptDoor extends Started {
  /** Resolves once the webhook is durable. Throws a problem with 503 if it cannot be stored now. */
  store(receipt: Receipt): Promise<Stored>;
  readonly waiting: number;
}

const RETRY_AFTER_SECONDS = 5;

/** Makes the door: webhooks that arrive within a few milliseconds share one transaction. */
export function createReceiptDoor(options: ReceiptDoorOptions): ReceiptDoor {
  const coalescer = createCoalescer<Receipt, Stored>({
    run: async (receipts) => {
      await options.sealer.prepare();
      const stored = await options.database.transaction((transaction) =>
        storeReceipts(transaction, receipts, options),
      );
      options.onCommitted();
      return stored;
    },
    batchItemsMax: options.webhooksMax,
    waitMilliseconds: options.waitMilliseconds,
    queueItemsMax: options.queueWebhooksMax,
    concurrentRunsMax: options.transactionsMax,
    // An outage fails every one of them; only what one webhook brings with it is worth a try alone.
    shouldRunAlone: (error) => retryClassOf(error) === 'crash',
  });
  return {
    get waiting() {
      return coalescer.waiting;
    },
    async store(receipt) {
      try {
        return await coalescer.submit(receipt);
      } catch (error) {
        if (retryClassOf(error) === 'crash') throw error;
        options.logger.warn({ error, code: codeOf(error) }, 'the database is not available');
        throw problem({
          status: 503,
          code: 'temporarily-unavailable',
          headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
        });
      }
    },
    stop: () => coalescer.stop(),
  };
}
