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
