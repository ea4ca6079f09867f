import { digestOfBody } from '@riel/avro';
import type { Codec } from '@riel/avro';
import type { Chunk, ConsumedRecord } from '@riel/kafka';
import { collectionLinkIdOf, parseTransferId } from '@riel/ids';
import { parseTraceparent } from '@riel/runtime';
import type { RequestVerifier } from '@riel/sealing';
import type {
  EventOf,
  TransferCancellationRequested,
  TransferId,
  TransferRequested,
} from '@riel/schemas';
import { refusesForgery } from '../events/gateway-events.ts';
import type { LogFact } from '../recovery/follow-log.ts';
import type { Operation } from '../submissions/operation.ts';

interface Place {
  readonly offset: bigint;
  readonly partition: number;
  readonly traceparent: string | null;
}

/** A request of the log, for a transfer or a collection link. */
export interface RequestRecord extends Place {
  readonly kind: 'request';
  readonly operation: Operation;
  /** The record's key: what the ledger books it under. */
  readonly transferId: TransferId;
  readonly request: Pick<TransferRequested, 'caller' | 'monoAccountId' | 'notAfter' | 'occurredAt'>;
  readonly isVerified: boolean;
  /** Digest of what the record says, whatever registry numbered its schema. */
  readonly digest: Buffer;
  readonly payload: Buffer;
}

/** A wish to cancel. */
export interface CancellationRecord extends Place {
  readonly kind: 'cancellation';
  readonly wish: TransferCancellationRequested;
}

/** How a transfer ended, in the log's words: news only to a database that has forgotten. */
export interface FactRecord extends Place, LogFact {
  readonly kind: 'fact';
}

export type GatewayRecord = RequestRecord | CancellationRecord | FactRecord;

/** What reading needs. */
export interface ReadPorts {
  readonly codec: Pick<
    Codec<never, 'TransferRequested' | 'TransferCancellationRequested' | 'CollectionLinkRequested'>,
    'prepare' | 'decode'
  >;
  readonly verifier: RequestVerifier;
  readonly alarm: (alarm: 'undecodable' | 'key-mismatch') => void;
}

const types: ReadonlySet<string> = new Set([
  'riel.TransferRequested',
  'riel.TransferCancellationRequested',
  'riel.CollectionLinkRequested',
]);

/** The header tells the type, so that other events need no decoding; without one the bytes tell. */
const concernsUs = ({ headers }: ConsumedRecord): boolean =>
  headers['ce_type'] === undefined || types.has(headers['ce_type']);

const TYPE_PREFIX = 'riel.';
const endings: Readonly<Record<string, LogFact['state']>> = {
  'riel.TransferAccepted': 'accepted',
  'riel.TransferSettled': 'accepted',
  'riel.TransferDeclined': 'accepted',
  'riel.TransferRefused': 'refused',
  'riel.TransferCancelledByCaller': 'cancelled',
  'riel.CollectionLinkCreated': 'accepted',
  'riel.CollectionLinkRefused': 'refused',
};

/** Key and type say enough: such a record is not decoded. */
function readFact(record: ConsumedRecord, partition: number): readonly FactRecord[] {
  const type = record.headers['ce_type'] ?? '';
  const state = endings[type];
  const transferId = parseTransferId(record.key ?? '');
  if (state === undefined || transferId === null) return [];
  const { offset, headers } = record;
  if (
    state === 'refused' &&
    refusesForgery(type.slice(TYPE_PREFIX.length), transferId, headers['ce_id'] ?? '')
  ) {
    return [];
  }
  return [
    { kind: 'fact', offset, partition, transferId, state, monoTransferId: null, traceparent: null },
  ];
}

/** Decodes what concerns the gateway, and verifies who signed it. */
export async function readChunk(chunk: Chunk, ports: ReadPorts): Promise<readonly GatewayRecord[]> {
  const records = chunk.records.filter(concernsUs);
  await ports.codec.prepare(records.map(({ value }) => value));
  return chunk.records.flatMap((record): readonly GatewayRecord[] =>
    concernsUs(record)
      ? readRecord(record, chunk.partition, ports)
      : readFact(record, chunk.partition),
  );
}

function readRecord(
  record: ConsumedRecord,
  partition: number,
  { codec, verifier, alarm }: ReadPorts,
): readonly GatewayRecord[] {
  const decoded = codec.decode(record.value);
  if (decoded.kind === 'undecodable') {
    // Another event without a header is no news; a request that cannot be read is.
    if (record.headers['ce_type'] !== undefined) alarm('undecodable');
    return [];
  }
  const { event, schemaFingerprint, body } = decoded;
  const traceparent = traceOf(record);
  const place = { partition, traceparent, offset: record.offset };
  if (event.name === 'TransferCancellationRequested') {
    return [{ ...place, kind: 'cancellation', wish: event.value }];
  }
  const transferId = parseTransferId(record.key ?? '');
  if (transferId === null) {
    alarm('key-mismatch');
    return [];
  }
  const said = readRequest(event, verifier);
  const isOfKey = said.id === transferId;
  if (!isOfKey) alarm('key-mismatch');
  return [
    {
      ...place,
      transferId,
      kind: 'request',
      operation: said.operation,
      request: said.request,
      isVerified: isOfKey && said.isVerified,
      digest: digestOfBody(schemaFingerprint, body),
      payload: record.value ?? Buffer.alloc(0),
    },
  ];
}

/** Version, trace, span and flags; a newer version may have text of anybody's behind them. */
const TRACEPARENT_CHARACTERS = 55;

/** The trace of a record; null for what is none, which goes no further. */
const traceOf = ({ headers: { traceparent } }: ConsumedRecord): string | null =>
  traceparent === undefined || parseTraceparent(traceparent) === null
    ? null
    : traceparent.slice(0, TRACEPARENT_CHARACTERS);

type RequestEvent = EventOf<'TransferRequested' | 'CollectionLinkRequested'>;

interface SaidRequest extends Pick<RequestRecord, 'operation' | 'request' | 'isVerified'> {
  readonly id: string;
}

function readRequest({ name, value }: RequestEvent, verifier: RequestVerifier): SaidRequest {
  if (name === 'TransferRequested') {
    const isVerified = verifier.verify(value).kind === 'valid';
    return { id: value.transferId, operation: 'transfers', request: value, isVerified };
  }
  const { collectionLinkId: id, caller, idempotencyKey, expiresAt } = value;
  return {
    id,
    operation: 'collection-link',
    // Nobody could pay by a link that is created after it has expired.
    request: { ...value, notAfter: expiresAt },
    isVerified: id === collectionLinkIdOf(caller, idempotencyKey),
  };
}
