import type { Caller } from './brands.ts';
import { CallerNameError } from './errors.ts';
import type { EventName } from './generated/events.ts';

/** A topic of the log. Partitions, retention and cleanup are what `riel deploy` creates. */
export interface Topic {
  readonly name: string;
  /** What the topic is for, one sentence. */
  readonly doc: string;
  /** Never changed after creation: keys would move to other partitions and order would be lost. */
  readonly partitions: number;
  /** Milliseconds that records are kept; null keeps them for ever. */
  readonly retentionMilliseconds: number | null;
  /** `compact` keeps the last record of each key. */
  readonly cleanup: 'delete' | 'compact';
  /** Events that may stand in the topic. */
  readonly events: readonly EventName[];
  /** True if the ledger books it; markers then go to every partition. */
  readonly booked: boolean;
}

export const TRANSFERS_TOPIC = 'riel.transfers.v1';
export const COLLECTIONS_TOPIC = 'riel.collections.v1';
export const ADJUSTMENTS_TOPIC = 'riel.adjustments.v1';
export const COMMAND_RESULTS_TOPIC = 'riel.command-results.v1';
export const LEDGER_ENTRIES_TOPIC = 'riel.ledger-entries.v1';
export const RECONCILIATION_TOPIC = 'riel.reconciliation.v1';
export const BANKS_TOPIC = 'riel.banks.v1';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

const markers = ['TablesActivated', 'PeriodClosed'] as const;

/** The commands of a caller: only that caller may write to its topic. */
const commands: Omit<Topic, 'name'> = {
  doc: 'Wishes of one caller, who alone may write here.',
  partitions: 3,
  retentionMilliseconds: 7 * DAY_MILLISECONDS,
  cleanup: 'delete',
  events: ['RequestTransfer'],
  booked: false,
};

/** Every topic but the command topics, which exist per caller. */
export const topics: readonly Topic[] = [
  {
    name: TRANSFERS_TOPIC,
    doc: 'The whole life of every transfer: the system of record.',
    partitions: 6,
    retentionMilliseconds: null,
    cleanup: 'delete',
    events: [
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
      ...markers,
    ],
    booked: true,
  },
  {
    name: COLLECTIONS_TOPIC,
    doc: 'Money that comes in: PSE links and their payments, and other credits.',
    partitions: 2,
    retentionMilliseconds: null,
    cleanup: 'delete',
    events: [
      'CollectionLinkRequested',
      'CollectionLinkCreated',
      'CollectionLinkRefused',
      'AccountCredited',
      'CollectionCredited',
      'CollectionFailed',
      ...markers,
    ],
    booked: true,
  },
  {
    name: ADJUSTMENTS_TOPIC,
    doc: 'Entries that a person asks for, with a reason.',
    partitions: 1,
    retentionMilliseconds: null,
    cleanup: 'delete',
    events: ['AdjustmentRequested', ...markers],
    booked: true,
  },
  {
    name: COMMAND_RESULTS_TOPIC,
    doc: 'Kafka commands that were rejected; an accepted one appears among the transfers.',
    partitions: 3,
    retentionMilliseconds: 30 * DAY_MILLISECONDS,
    cleanup: 'delete',
    events: ['CommandRejected'],
    booked: false,
  },
  {
    name: LEDGER_ENTRIES_TOPIC,
    doc: 'What was booked, for consumers downstream.',
    partitions: 6,
    retentionMilliseconds: null,
    cleanup: 'delete',
    events: ['EntryPosted', 'LedgerAnchored'],
    booked: false,
  },
  {
    name: RECONCILIATION_TOPIC,
    doc: 'Runs of reconciliation and the differences that they found.',
    partitions: 1,
    retentionMilliseconds: 365 * DAY_MILLISECONDS,
    cleanup: 'delete',
    events: ['ReconciliationCompleted', 'DriftFound', 'DriftResolved'],
    booked: false,
  },
  {
    name: BANKS_TOPIC,
    doc: 'The latest list of banks of each kind.',
    partitions: 1,
    retentionMilliseconds: null,
    cleanup: 'compact',
    events: ['BankListPublished'],
    booked: false,
  },
];

/** Topics that the ledger books, and that therefore carry the markers. */
export const bookedTopics: readonly Topic[] = topics.filter((topic) => topic.booked);

const callerName = /^[a-z0-9][a-z0-9-]{0,63}$/;
const commandTopicName = /^riel\.transfer-commands\.([a-z0-9][a-z0-9-]{0,63})\.v1$/;

/** True if the text can be a caller's id, and so a part of its command topic's name. */
export function isCallerName(text: string): text is Caller {
  return callerName.test(text);
}

/** Name of the topic to which the caller alone writes its commands. Throws CallerNameError. */
export function commandTopicOf(caller: Caller): string {
  if (!isCallerName(caller)) throw new CallerNameError();
  return `riel.transfer-commands.${caller as string}.v1`;
}

/** The command topic of a caller with what `riel deploy` creates. Throws CallerNameError. */
export function commandTopic(caller: Caller): Topic {
  return { name: commandTopicOf(caller), ...commands };
}

/** The caller whose command topic it is, or null for any other topic. */
export function callerOfCommandTopic(name: string): Caller | null {
  const match = commandTopicName.exec(name);
  return match === null ? null : (match[1] as Caller);
}
