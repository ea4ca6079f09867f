import type { Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { Instant, TransferId } from '@riel/schemas';
import { outboxRowOf, refusedEvent, type EncodeEvent } from '../events/gateway-events.ts';
import { insertLanes } from '../lanes/sql/lane-rows.ts';
import type { RequestRecord } from './read-chunk.ts';
import { findForged, replaceForged } from './sql/replace-forged.ts';
import { insertRequests, insertTransfers, readDigests } from './sql/transfer-rows.ts';

/** What writing needs. */
export interface WritePorts {
  readonly now: () => Instant;
  readonly encode: EncodeEvent;
  readonly alarm: (
    alarm: 'signature' | 'different-request' | 'unknown-transfer',
    transferId: TransferId,
  ) => void;
}

/**
 * Writes requests. The first verified one of an id is the request and waits to be sent; each that
 * stands before it in the log and is not verified is refused for its signature by its digest, so that
 * no reader takes it for the request. What comes behind a verified request changes nothing; if it says
 * something else, or is not verified, that is an alarm.
 */
export async function writeRequests(
  transaction: Transaction,
  records: readonly RequestRecord[],
  ports: WritePorts & { readonly mustLookUp: boolean },
): Promise<void> {
  const first = new Map<TransferId, RequestRecord>();
  for (const record of records) {
    const known = first.get(record.transferId);
    if (known === undefined || (record.isVerified && !known.isVerified)) {
      first.set(record.transferId, record);
    }
  }
  const candidates = [...first.values()];
  const verified = candidates.filter(({ isVerified }) => isVerified);
  await insertLanes(transaction, [
    ...new Set(verified.map(({ request }) => request.monoAccountId)),
  ]);
  const { mustLookUp } = ports;
  const inserted = await insertTransfers(transaction, candidates, { mustLookUp });
  const replaced = await replaceForged(
    transaction,
    verified.filter(({ transferId }) => !inserted.has(transferId)),
    { mustLookUp },
  );
  const fresh = verified.filter(
    ({ transferId }) => inserted.has(transferId) || replaced.has(transferId),
  );
  await insertRequests(transaction, fresh);
  const forged = await forgeriesOf(transaction, records, fresh);
  await refuse(transaction, forged, ports);
  const isDone = new Set([...fresh, ...forged]);
  await compare(
    transaction,
    records.filter((record) => !isDone.has(record)),
    ports,
  );
}

/** Requests that are not verified and have no verified one of their id before them in the log. */
async function forgeriesOf(
  transaction: Transaction,
  records: readonly RequestRecord[],
  fresh: readonly RequestRecord[],
): Promise<readonly RequestRecord[]> {
  const unverified = records.filter(({ isVerified }) => !isVerified);
  if (unverified.length === 0) return [];
  const verifiedAt = new Map(fresh.map(({ transferId, offset }) => [transferId, offset]));
  const withoutRequest = await findForged(
    transaction,
    unverified.map(({ transferId }) => transferId),
  );
  return unverified.filter(({ transferId, offset }) => {
    const verified = verifiedAt.get(transferId);
    return verified === undefined ? withoutRequest.has(transferId) : offset < verified;
  });
}

/** A link is not signed, because it pays nobody; its id must be the one that its caller's key gives. */
const reasons = { transfers: 'signature', 'collection-link': 'id-mismatch' } as const;

async function refuse(
  transaction: Transaction,
  forged: readonly RequestRecord[],
  ports: WritePorts,
): Promise<void> {
  const at = ports.now();
  const none = { monoErrorCode: null, monoErrorPath: null, monoLogId: null };
  const rows = forged.map(({ operation, transferId, digest, traceparent }) => {
    ports.alarm('signature', transferId);
    const refused = { transferId, reason: reasons[operation], ...none };
    const requestDigest = digest.toString('hex');
    const event = refusedEvent(refused, { operation, submissionId: null, requestDigest }, at);
    return outboxRowOf(event, ports.encode, traceparent);
  });
  await appendToOutbox(transaction, 'gateway', rows);
}

async function compare(
  transaction: Transaction,
  later: readonly RequestRecord[],
  { alarm }: WritePorts,
): Promise<void> {
  if (later.length === 0) return;
  const held = await readDigests(
    transaction,
    later.map(({ transferId }) => transferId),
  );
  for (const { transferId, digest, isVerified } of later) {
    if (held.get(transferId)?.equals(digest) === true) continue;
    alarm(isVerified ? 'different-request' : 'signature', transferId);
  }
}
