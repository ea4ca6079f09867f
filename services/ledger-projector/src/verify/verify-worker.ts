/** The thread of a verification: verifies the partitions that it is given, and says what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '@riel/database';
import { schema } from '../../migrations/index.ts';
import { Findings } from './problem.ts';
import { nothingVerified, verifyPartitions } from './verify-partitions.ts';
import type { WorkerMessage, WorkerTask } from './verify-in-workers.ts';

const PARTITIONS_CONCURRENTLY_MAX = 2;

const { databaseUrl, partitionIds, dates } = workerData as WorkerTask;
const tell = (message: WorkerMessage): void => parentPort?.postMessage(message, []);

const database = await connect({
  url: databaseUrl,
  schema,
  applicationName: 'riel-ledger',
  poolConnectionsMax: PARTITIONS_CONCURRENTLY_MAX,
  // A snapshot is read from end to end.
  statementTimeoutMilliseconds: 0,
  idleInTransactionTimeoutMilliseconds: 0,
});
try {
  const findings = new Findings();
  const verified = nothingVerified();
  await verifyPartitions({
    database,
    partitionIds,
    dates,
    concurrentlyMax: PARTITIONS_CONCURRENTLY_MAX,
    findings,
    verified,
    onProgress: () => tell({ kind: 'progress', verified: { ...verified } }),
  });
  tell({ kind: 'found', verified, findings: findings.all });
} finally {
  await database.close();
}
