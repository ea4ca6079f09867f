import { SchemaUnavailableError, type Codec } from '@riel/avro';
import type { ConsumedRecord } from '@riel/kafka';
import { childTraceparent } from '@riel/runtime';
import type { Caller, MonoAccountId, RequestTransfer, SealedBlob } from '@riel/schemas';
import type { PreparedTransfer } from '../transfers/prepared-transfer.ts';
import type { PrepareTransfer } from '../transfers/prepare-transfer.ts';
import type { Rejection } from '../transfers/rejection.ts';
import type { RejectedCommand } from './command-rejection.ts';
import { readCommand } from './read-command.ts';

/** What reading records of a command topic needs. */
export interface CommandReader {
  readonly codec: Pick<Codec<never, 'RequestTransfer'>, 'prepare' | 'decode'>;
  readonly prepare: PrepareTransfer;
  readonly isPlainAllowed: boolean;
  /** The payee's plaintext, or null if it cannot be opened for this caller and key. */
  openPayee(sealed: SealedBlob, caller: Caller, idempotencyKey: string): Promise<Buffer | null>;
  mayUse(caller: Caller, monoAccountId: MonoAccountId): boolean;
}

/** Where a command came from, and its key if that could be read. */
export type CommandSource = Omit<RejectedCommand, 'rejections'>;

/** A record of a command topic: ready to be accepted, or rejected already. */
export type ReadRecord =
  | {
      readonly kind: 'prepared';
      readonly offset: bigint;
      readonly source: CommandSource;
      readonly transfer: PreparedTransfer;
    }
  | {
      readonly kind: 'rejected';
      readonly offset: bigint;
      readonly source: CommandSource;
      readonly rejections: readonly Rejection[];
    };

interface Topic {
  readonly topic: string;
  readonly partition: number;
  readonly caller: Caller;
}

/** Reads every record; none of them can stop the others. Throws only if the registry is unreachable. */
export async function readChunk(
  reader: CommandReader,
  topic: Topic,
  records: readonly ConsumedRecord[],
): Promise<readonly ReadRecord[]> {
  const unknown = await prepareSchemas(reader.codec, records);
  return await Promise.all(
    records.map(async (record) => {
      const command = unknown.has(record) ? unknownSchema : decodeCommand(reader.codec, record);
      return await readRecord(reader, { topic, record, command });
    }),
  );
}

async function readRecord(
  reader: CommandReader,
  {
    topic,
    record,
    command,
  }: { readonly topic: Topic; readonly record: ConsumedRecord; readonly command: DecodedCommand },
): Promise<ReadRecord> {
  const { offset, headers } = record;
  const { caller } = topic;
  // What a caller wrote into the header may be no trace at all, of any length and with any bytes.
  const traceparent = childTraceparent(headers['traceparent']);
  const sourceOf = (idempotencyKey: string | null): CommandSource => ({
    place: { ...topic, offset },
    idempotencyKey,
    traceparent,
  });
  const reject = (key: string | null, rejections: readonly Rejection[]): ReadRecord => ({
    kind: 'rejected',
    offset,
    source: sourceOf(key),
    rejections,
  });
  if (command.kind === 'undecodable') return reject(null, [command.rejection]);
  const read = await readCommand(command.value, {
    isPlainAllowed: reader.isPlainAllowed,
    openPayee: (sealed, key) => reader.openPayee(sealed, caller, key),
  });
  const { idempotencyKey } = read;
  if (read.kind === 'rejected') return reject(idempotencyKey, read.rejections);
  if (!reader.mayUse(caller, read.command.monoAccountId)) {
    return reject(idempotencyKey, [accountNotAllowed]);
  }
  const transfer = await reader.prepare({
    caller,
    idempotencyKey: read.idempotencyKey,
    command: read.command,
    door: 'kafka',
    traceparent,
  });
  return { kind: 'prepared', offset, source: sourceOf(idempotencyKey), transfer };
}

const accountNotAllowed: Rejection = {
  field: 'monoAccountId',
  code: 'mono-account-not-allowed',
  message: 'is not one of the Mono accounts of this caller',
};

type DecodedCommand =
  | { readonly kind: 'command'; readonly value: RequestTransfer }
  | { readonly kind: 'undecodable'; readonly rejection: Rejection };

const undecodable = (message: string): DecodedCommand => ({
  kind: 'undecodable',
  rejection: { field: null, code: 'undecodable', message },
});

const unknownSchema = undecodable('the schema id of the record is not known to the registry');

function decodeCommand(codec: CommandReader['codec'], record: ConsumedRecord): DecodedCommand {
  const decoded = codec.decode(record.value);
  if (decoded.kind === 'undecodable') return undecodable(decoded.reason);
  return { kind: 'command', value: decoded.event.value };
}

// A schema id that the registry does not know is as good as any other garbage here: the writer is answered.
// A registry that does not answer is an outage, and the partition waits.
async function prepareSchemas(
  codec: CommandReader['codec'],
  records: readonly ConsumedRecord[],
): Promise<ReadonlySet<ConsumedRecord>> {
  const unknown = new Set<ConsumedRecord>();
  try {
    await codec.prepare(records.map(({ value }) => value));
    return unknown;
  } catch (error) {
    if (!isUnknownSchema(error)) throw error;
  }
  for (const record of records) {
    try {
      await codec.prepare([record.value]);
    } catch (error) {
      if (!isUnknownSchema(error)) throw error;
      unknown.add(record);
    }
  }
  return unknown;
}

const isUnknownSchema = (error: unknown): boolean =>
  error instanceof SchemaUnavailableError && error.reason === 'unknown';
