import { retryClassOf, sqlStateOf, type Database } from '@riel/database';
import { problem } from '@riel/http';
import {
  codeOf,
  createCoalescer,
  UnavailableError,
  type Logger,
  type Started,
} from '@riel/runtime';
import type { Sealer } from '@riel/sealing';
import { decideUnpublished } from './decide-receipt.ts';
import type { Receipt } from './receipt.ts';
import { storeReceipts, type StorePorts } from './store-receipts.ts';

/** What the door needs. */
export interface ReceiptDoorOptions extends StorePorts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly logger: Logger;
  /** `asked`: Mono is to be asked about one of them. */
  readonly onCommitted: (committed: { readonly asked: boolean }) => void;
  readonly waitMilliseconds: number;
  readonly webhooksMax: number;
  readonly queueWebhooksMax: number;
  readonly transactionsMax: number;
}

/** Takes single webhooks and stores them many at a time. */
export interface ReceiptDoor extends Started {
  /**
   * Resolves once the webhook is durable, with the receipt as it was stored. Throws a problem with
   * 503 if it cannot be stored now.
   */
  store(receipt: Receipt): Promise<Receipt>;
  readonly waiting: number;
}

const RETRY_AFTER_SECONDS = 5;

/** Classes of SQLSTATE that speak of the values and not of the database. */
const aboutValues: ReadonlySet<string> = new Set(['21', '22', '23', '54']);

/** Whether the webhook's own content is at fault, so that sending it again would not help. */
function isAboutContent(error: unknown): boolean {
  const sqlState = sqlStateOf(error);
  if (sqlState !== null) return aboutValues.has(sqlState.slice(0, 2));
  return retryClassOf(error) === 'crash';
}

const unavailable = () =>
  problem({
    status: 503,
    code: 'temporarily-unavailable',
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });

/** Whether it notes a question to Mono: its own, or one about the fact that it brings. */
const asks = ({ lookUp, isUnnamed, event }: Receipt): boolean =>
  lookUp !== null || isUnnamed || event?.name === 'TransferDuplicated';

/** Makes the door: webhooks that arrive within a few milliseconds share one transaction. */
export function createReceiptDoor(options: ReceiptDoorOptions): ReceiptDoor {
  const { logger } = options;
  const coalescer = createCoalescer<Receipt, Receipt>({
    run: async (receipts) => {
      await options.sealer.prepare();
      await storeReceipts(options.database.kysely, receipts, options);
      options.onCommitted({ asked: receipts.some(asks) });
      return receipts;
    },
    batchItemsMax: options.webhooksMax,
    waitMilliseconds: options.waitMilliseconds,
    queueItemsMax: options.queueWebhooksMax,
    concurrentRunsMax: options.transactionsMax,
    // An outage fails every one of them; only what one webhook brings with it is worth a try alone.
    shouldRunAlone: isAboutContent,
  });
  const storeWithout = async (receipt: Receipt, error: unknown): Promise<Receipt> => {
    if (error instanceof UnavailableError) throw error;
    const { event, eventType } = receipt;
    if (event !== null && isAboutContent(error)) {
      // What it says cannot be published; that it was said must not be lost all the same.
      logger.error({ error, eventName: event.name }, 'a signed fact could not be published');
      return await coalescer.submit({ ...receipt, ...decideUnpublished(event, eventType) });
    }
    logger.warn({ error, code: codeOf(error) }, 'the database did not take a webhook');
    throw unavailable();
  };
  return {
    get waiting() {
      return coalescer.waiting;
    },
    store: (receipt) =>
      coalescer.submit(receipt).catch((error: unknown) => storeWithout(receipt, error)),
    stop: () => coalescer.stop(),
  };
}
