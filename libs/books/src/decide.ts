import type { AnyEvent } from '@riel/schemas';
import { decideAdjustment } from './adjustment/decide-adjustment.ts';
import { decideLink } from './link/decide-link.ts';
import { decideReceipt } from './receipt/decide-receipt.ts';
import type { Decision } from './subject/decision.ts';
import type { Mark } from './subject/mark.ts';
import type { SubjectState } from './subject/subject.ts';
import type { Tables } from './tables/tables.ts';
import { decideTransfer } from './transfer/decide-transfer.ts';

/** A record at its place in the log. */
export interface LogRecord {
  readonly event: AnyEvent;
  /** Key of the record, which names the subject. */
  readonly key: string;
  /** What is known of the subject; null if it is new. */
  readonly subject: SubjectState | null;
  /** Tables in force at the record's place. */
  readonly tables: Tables;
  /** Last month closed at the record's place, YYYY-MM; null or absent if none is. */
  readonly closedThrough?: string | null;
  /**
   * Digest of the record as the chain keeps it, hexadecimal: needed of a transfer's request, so that
   * a refusal can name it.
   */
  readonly digest?: string;
}

/**
 * Decides what a record books. Pure and total: it reads no clock, throws for no sequence of events,
 * and gives the same entries for the same records in the same order. Markers and events of other
 * topics are `known`: they book nothing and leave the subject as it is.
 */
export function decide(record: LogRecord): Decision {
  const { event, key, subject, tables, digest = '' } = record;
  const closedThrough = record.closedThrough ?? null;
  switch (event.name) {
    case 'AccountCredited':
    case 'CollectionCredited':
    case 'CollectionFailed': {
      if (subject !== null && subject.type !== 'receipt') return wrongSubject(event, subject);
      return decideReceipt({ event, subject, tables, closedThrough });
    }
    case 'AdjustmentRequested': {
      if (subject !== null && subject.type !== 'adjustment') return wrongSubject(event, subject);
      return decideAdjustment({ event, subject, tables, closedThrough });
    }
    case 'CollectionLinkRequested':
    case 'CollectionLinkCreated':
    case 'CollectionLinkRefused': {
      if (subject !== null && subject.type !== 'link') return wrongSubject(event, subject);
      return decideLink(event, subject);
    }
    default: {
      if (!transferEvents.has(event.name)) return { kind: 'known' };
      if (subject !== null && subject.type !== 'transfer') return wrongSubject(event, subject);
      return decideTransfer({ event, key, subject, tables, closedThrough, digest });
    }
  }
}

const transferEvents: ReadonlySet<string> = new Set([
  'TransferRequested',
  'TransferCancellationRequested',
  'TransferAccepted',
  'TransferRefused',
  'TransferCancelledByCaller',
  'TransferCancellationRefused',
  'TransferRerouted',
  'TransferSettled',
  'TransferDeclined',
  'TransferCancelled',
  'TransferDuplicated',
  'TransferFinalStateChanged',
  'TransferRailCorrected',
  'TransferMatched',
]);

/** One key names one subject; a record of another kind under it can only be marked. */
function wrongSubject(event: AnyEvent, subject: SubjectState): Decision {
  const mark: Mark = { kind: 'wrong-subject', amount: 0n, currency: '', about: event.name };
  if (subject.marks.some((one) => one.kind === mark.kind && one.about === mark.about)) {
    return { kind: 'known' };
  }
  const marked = { ...subject, marks: [...subject.marks, mark] };
  return { kind: 'enriched', subject: marked, entries: [], marks: [mark] };
}
