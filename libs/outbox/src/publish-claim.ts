import type { Database } from '@riel/database';
import type { Producer } from '@riel/kafka';
import { claimLanes } from './claim-lanes.ts';
import { deletePublished } from './delete-published.ts';
import { kafkaBatches } from './kafka-batches.ts';
import { readClaimed } from './read-claimed.ts';
import type { BatchLimits } from './read-claimed.ts';

/** What one claim has sent. */
export interface Published {
  readonly records: number;
  readonly lanes: number;
}

export interface ClaimOptions {
  readonly database: Database;
  readonly schema: string;
  readonly producer: Pick<Producer, 'send'>;
  readonly source: string;
  readonly lanesMax: number;
  readonly limits: BatchLimits;
}

/**
 * Claims lanes, sends their oldest rows and deletes them, in one transaction. If sending fails, or
 * the process dies before the commit, the rows are still there and are sent again. The lanes stay
 * locked while Kafka answers, so that no other relay overtakes.
 */
export const publishClaim = ({
  database,
  schema,
  producer,
  source,
  lanesMax,
  limits,
}: ClaimOptions): Promise<Published> =>
  database.transaction(async (transaction) => {
    const lanes = await claimLanes(transaction, { schema, lanesMax });
    if (lanes.length === 0) {
      return { records: 0, lanes: 0 };
    }
    const rows = await readClaimed(transaction, { schema, lanes, limits });
    if (rows.length > 0) {
      await producer.send(kafkaBatches(rows, source));
      await deletePublished(transaction, { schema, rows });
    }
    return { records: rows.length, lanes: lanes.length };
  });
