import { eventIdOf, uuidV5 } from '@riel/ids';
import type { EventId } from '@riel/schemas';
import type { Finding } from '../matching/finding.ts';

/** The same difference found again is the same drift; another amount or state of it is another one. */
export function driftIdOf(finding: Finding, monoAccountId: string | null): string {
  const { kind, subject, monoTransferId, detail } = finding;
  return uuidV5(['drift', monoAccountId ?? '', kind, subject, monoTransferId ?? '', detail]);
}

/** Id of the event that tells of a drift's nth opening or resolution. */
export function driftEventIdOf(
  name: 'DriftFound' | 'DriftResolved',
  driftId: string,
  timesOpened: number,
): EventId {
  return eventIdOf([name, driftId, String(timesOpened)]);
}
