/** What tests of other services need to make a ledger with something in it. */
export { openTestBooks } from './test-books.ts';
export type { TestBooks, TestPlace } from './test-books.ts';
export { periodClosed, tablesActivated } from './test-log.ts';
export type { BookedEvent } from '../projection/read-record.ts';
export { prepareBareWrites } from './bare-writes.ts';
export type { BareWrites, BareWritesOptions } from './bare-writes.ts';
export { createWorkload } from './workload.ts';
export type { TransferInFlight, Workload, WorkloadOptions, WorkloadRecord } from './workload.ts';
