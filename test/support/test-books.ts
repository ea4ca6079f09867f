/** A ledger that tests of any service fill, without a broker. */
export { openTestBooks, periodClosed, tablesActivated } from '@riel/ledger-projector/testing';
export type { BookedEvent, TestBooks, TestPlace } from '@riel/ledger-projector/testing';
