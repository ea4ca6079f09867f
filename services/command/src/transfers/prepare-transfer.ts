import { eventIdOf, transferIdOf } from '@riel/ids';
import type { OutboxRow } from '@riel/outbox';
import { bogotaDate, formatInstant } from '@riel/runtime';
import {
  TRANSFERS_TOPIC,
  type Caller,
  type Instant,
  type RequestSignature,
  type SealedBlob,
  type ThirdPartyId,
  type TransferId,
  type TransferRequested,
} from '@riel/schemas';
import type { BankList } from '../banks/bank-list.ts';
import type { CommandHasher } from './command-hasher.ts';
import { payeePlaintext } from './payee-plaintext.ts';
import type { Door, PreparedTransfer } from './prepared-transfer.ts';
import type { TransferCommand } from './transfer-command.ts';
import { checkPolicy, type TransferPolicy } from './transfer-policy.ts';

/** The request before it is signed. */
export type UnsignedRequest = Omit<TransferRequested, 'signature'>;

/** What preparing a transfer needs of the world. */
export interface PreparerPorts {
  readonly policy: TransferPolicy;
  readonly hasher: CommandHasher<TransferCommand>;
  banks(): BankList | null;
  now(): Instant;
  /** Seals to the gateway and the reader; the transfer id is authenticated with it. */
  seal(transferId: TransferId, plaintext: Buffer): Promise<SealedBlob>;
  sign(request: UnsignedRequest): RequestSignature;
  thirdPartyIdOf(documentType: string, documentNumber: string): ThirdPartyId;
  encode(event: TransferRequested): Buffer;
}

/** A command of right form, with who sent it and how. */
export interface ReceivedTransfer {
  readonly caller: Caller;
  readonly idempotencyKey: string;
  readonly command: TransferCommand;
  readonly door: Door;
  readonly traceparent: string | null;
}

/** Makes everything that the transaction will write: payee sealed, request signed, event encoded. */
export type PrepareTransfer = (received: ReceivedTransfer) => Promise<PreparedTransfer>;

/** Makes the function that prepares transfers. */
export function createPreparer(ports: PreparerPorts): PrepareTransfer {
  return async (received) => {
    const { caller, idempotencyKey, command } = received;
    const acceptedAt = ports.now();
    const transferId = transferIdOf(caller, idempotencyKey);
    const world = { banks: ports.banks(), now: acceptedAt };
    const { rejections, bankCodeChecked } = checkPolicy(command, ports.policy, world);
    const request = { ...received, transferId, acceptedAt, bankCodeChecked };
    const { hasher } = ports;
    return {
      transferId,
      caller,
      idempotencyKey,
      monoAccountId: command.monoAccountId,
      amount: command.amount,
      currency: command.currency,
      requestedRail: command.rail,
      day: bogotaDate(acceptedAt),
      door: received.door,
      acceptedAt,
      rejections,
      hash: hasher.hash(command),
      isSameAs: (known) => hasher.isHashOf(known, command),
      answer: {
        transferId,
        status: 'accepted',
        acceptedAt: formatInstant(acceptedAt),
        bankCodeChecked,
      },
      // Signing costs more than all the rest together; what cannot be accepted is not signed.
      outboxRow: rejections.length === 0 ? await requestRow(request, ports) : null,
    };
  };
}

interface AcceptedRequest extends ReceivedTransfer {
  readonly transferId: TransferId;
  readonly acceptedAt: Instant;
  readonly bankCodeChecked: boolean;
}

async function requestRow(request: AcceptedRequest, ports: PreparerPorts): Promise<OutboxRow> {
  const { command, transferId, acceptedAt } = request;
  const unsigned: UnsignedRequest = {
    eventId: eventIdOf(['TransferRequested', transferId]),
    occurredAt: acceptedAt,
    recordedAt: acceptedAt,
    transferId,
    caller: request.caller,
    idempotencyKey: request.idempotencyKey,
    monoAccountId: command.monoAccountId,
    amount: command.amount,
    currency: command.currency,
    requestedRail: command.rail,
    fallbackRails: command.fallbackRails,
    counterAccount: command.counterAccount,
    notAfter: command.notAfter,
    thirdPartyId: ports.thirdPartyIdOf(command.payee.documentType, command.payee.documentNumber),
    bankCodeChecked: request.bankCodeChecked,
    metadata: command.metadata,
    payee: await ports.seal(transferId, payeePlaintext(command.payee)),
  };
  return {
    topic: TRANSFERS_TOPIC,
    key: transferId,
    eventName: 'TransferRequested',
    eventId: unsigned.eventId,
    occurredAt: acceptedAt,
    recordedAt: acceptedAt,
    payload: ports.encode({ ...unsigned, signature: ports.sign(unsigned) }),
    traceparent: request.traceparent,
  };
}
