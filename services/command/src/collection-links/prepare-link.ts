import { collectionLinkIdOf, eventIdOf } from '@riel/ids';
import type { OutboxRow } from '@riel/outbox';
import { formatInstant } from '@riel/runtime';
import {
  COLLECTIONS_TOPIC,
  type Caller,
  type CollectionLinkId,
  type CollectionLinkRequested,
  type Instant,
  type SealedBlob,
} from '@riel/schemas';
import type { CommandHasher } from '../transfers/command-hasher.ts';
import { linkDefaults, type LinkCommand, type Payer } from './link-command.ts';
import { checkLinkPolicy, type LinkPolicy } from './link-policy.ts';
import type { PreparedLink } from './prepared-link.ts';

/** A command of right form, with who sent it. */
export interface ReceivedLink {
  readonly caller: Caller;
  readonly idempotencyKey: string;
  readonly command: LinkCommand;
  readonly traceparent: string | null;
}

/** What preparing a link needs of the world. */
export interface LinkPreparerPorts {
  readonly policy: LinkPolicy;
  readonly hasher: CommandHasher<LinkCommand>;
  now(): Instant;
  /** Seals to the gateway and the reader; the link's id is authenticated with it. */
  seal(collectionLinkId: CollectionLinkId, plaintext: Buffer): Promise<SealedBlob>;
  encode(event: CollectionLinkRequested): Buffer;
}

/** Makes everything that the transaction will write: payer sealed, event encoded. */
export type PrepareLink = (received: ReceivedLink) => Promise<PreparedLink>;

/** Makes the function that prepares links. */
export function createLinkPreparer(ports: LinkPreparerPorts): PrepareLink {
  return async (received) => {
    const { caller, idempotencyKey, command } = received;
    const { hasher } = ports;
    const acceptedAt = ports.now();
    const id = collectionLinkIdOf(caller, idempotencyKey);
    const rejections = checkLinkPolicy(command, ports.policy, acceptedAt);
    return {
      id,
      caller,
      idempotencyKey,
      monoAccountId: command.monoAccountId,
      amount: command.amount,
      currency: command.currency,
      acceptedAt,
      rejections,
      hash: hasher.hash(command),
      isSameAs: (known) => hasher.isHashOf(known, command),
      answer: {
        collectionLinkId: id,
        status: 'accepted',
        acceptedAt: formatInstant(acceptedAt),
      },
      outboxRow:
        rejections.length === 0 ? await requestRow({ ...received, id, acceptedAt }, ports) : null,
    };
  };
}

interface AcceptedLink extends ReceivedLink {
  readonly id: CollectionLinkId;
  readonly acceptedAt: Instant;
}

async function requestRow(
  { id, acceptedAt, command, ...from }: AcceptedLink,
  ports: LinkPreparerPorts,
): Promise<OutboxRow> {
  const event: CollectionLinkRequested = {
    eventId: eventIdOf(['CollectionLinkRequested', id]),
    occurredAt: acceptedAt,
    recordedAt: acceptedAt,
    collectionLinkId: id,
    caller: from.caller,
    idempotencyKey: from.idempotencyKey,
    monoAccountId: command.monoAccountId,
    amount: command.amount,
    currency: command.currency,
    amountValidation: command.amountValidation ?? linkDefaults.amountValidation,
    usageType: command.usageType ?? linkDefaults.usageType,
    expiresAt: command.expiresAt,
    redirectUrl: command.redirectUrl,
    payer: command.payer === null ? null : await ports.seal(id, payerPlaintext(command.payer)),
  };
  return {
    topic: COLLECTIONS_TOPIC,
    key: id,
    eventName: 'CollectionLinkRequested',
    eventId: event.eventId,
    occurredAt: acceptedAt,
    recordedAt: acceptedAt,
    payload: ports.encode(event),
    traceparent: from.traceparent,
  };
}

/** The payer as it is sealed: UTF-8 JSON, in which what was not given is left out. */
function payerPlaintext(payer: Payer): Buffer {
  const given = Object.entries(payer).filter(([, value]) => value !== null);
  return Buffer.from(JSON.stringify(Object.fromEntries(given)));
}
