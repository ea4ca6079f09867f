export { keptAnchorLines, loadAnchorKeys, readAnchorFile } from './anchors/read-anchors.ts';
export { LedgerError } from './errors.ts';
export type { LedgerErrorCode } from './errors.ts';
export { createMarkerPublisher } from './markers/publish-marker.ts';
export type { MarkedTopic } from './markers/publish-marker.ts';
export { lastMarker } from './markers/sql/markers.ts';
export type { MarkerRow } from './markers/sql/markers.ts';
export { activateTables, writeMarkers } from './markers/write-marker.ts';
export type {
  Activation,
  MarkerPublisher,
  MarkerWriterOptions,
  TablesToActivate,
} from './markers/write-marker.ts';
export { start } from './start.ts';
export type { LinkPlace, Problem, ProblemKind } from './verify/problem.ts';
export { verifyLedger } from './verify/verify-ledger.ts';
export type { Progress, VerifyOptions, VerifyReport } from './verify/verify-ledger.ts';
export type { Difference } from './rebuild/compare-ledgers.ts';
export { rebuildLedger } from './rebuild/rebuild-ledger.ts';
export type { RebuildOptions, RebuildProgress, RebuildReport } from './rebuild/rebuild-ledger.ts';
export { bookedEventNames } from './projection/booked-topics.ts';
