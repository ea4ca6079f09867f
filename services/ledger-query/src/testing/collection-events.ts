import { collectionLinkIdOf, eventIdOf } from '@riel/ids';
import type {
  Caller,
  CollectionIntentId,
  EventOf,
  Instant,
  MinorUnits,
  MonoAccountId,
} from '@riel/schemas';

const SECOND = 1_000_000;

/** A link that a test tells the life of. */
export interface LinkLife {
  readonly key: string;
  readonly caller?: string;
  readonly monoAccountId?: string;
  readonly amount?: bigint;
  readonly expiresAt?: Instant | null;
  readonly happenedAt: Instant;
}

export const linkOf = ({ key, caller = 'shop' }: LinkLife) =>
  collectionLinkIdOf(caller as Caller, key);
const accountOf = ({ monoAccountId = 'acc_one' }: LinkLife) => monoAccountId as MonoAccountId;

const stamp = (parts: readonly string[], life: LinkLife, seconds: number) => {
  const occurredAt = (life.happenedAt + seconds * SECOND) as Instant;
  return { eventId: eventIdOf(parts), occurredAt, recordedAt: occurredAt };
};

export const linkRequested = (life: LinkLife): EventOf<'CollectionLinkRequested'> => ({
  name: 'CollectionLinkRequested',
  value: {
    ...stamp(['CollectionLinkRequested', linkOf(life)], life, 0),
    collectionLinkId: linkOf(life),
    caller: (life.caller ?? 'shop') as Caller,
    idempotencyKey: life.key,
    monoAccountId: accountOf(life),
    amount: (life.amount ?? 5_000_000n) as MinorUnits,
    currency: 'COP',
    amountValidation: 'free',
    usageType: 'reusable',
    expiresAt: life.expiresAt ?? null,
    redirectUrl: 'https://shop.example/thanks',
    payer: null,
  },
});

export const linkCreated = (life: LinkLife): EventOf<'CollectionLinkCreated'> => ({
  name: 'CollectionLinkCreated',
  value: {
    ...stamp(['CollectionLinkCreated', linkOf(life)], life, 1),
    collectionLinkId: linkOf(life),
    monoCollectionLinkId: `clink_${life.key}`,
    monoAccountId: accountOf(life),
    link: `https://links.example/${life.key}`,
  },
});

export const linkRefused = (life: LinkLife): EventOf<'CollectionLinkRefused'> => ({
  name: 'CollectionLinkRefused',
  value: {
    ...stamp(['CollectionLinkRefused', linkOf(life)], life, 1),
    collectionLinkId: linkOf(life),
    reason: 'refused-by-mono',
    monoErrorCode: 'validation_error',
    monoLogId: null,
  },
});

const ofIntent = (life: LinkLife, intent: { readonly key: string; readonly amount: bigint }) => ({
  collectionIntentId: `cint_${intent.key}` as CollectionIntentId,
  monoCollectionLinkId: `clink_${life.key}`,
  collectionLinkId: linkOf(life),
  monoAccountId: accountOf(life),
  amount: intent.amount as MinorUnits,
  currency: 'COP',
  source: 'webhook',
  evidenceId: null,
});

export const intentCredited = (
  life: LinkLife,
  intent: { readonly key: string; readonly amount: bigint; readonly monoState?: string },
): EventOf<'CollectionCredited'> => ({
  name: 'CollectionCredited',
  value: {
    ...stamp(['CollectionCredited', intent.key, intent.monoState ?? ''], life, 60),
    ...ofIntent(life, intent),
    monoState: intent.monoState ?? 'account_credited',
  },
});

export const intentFailed = (
  life: LinkLife,
  intent: { readonly key: string; readonly amount: bigint },
): EventOf<'CollectionFailed'> => ({
  name: 'CollectionFailed',
  value: {
    ...stamp(['CollectionFailed', intent.key], life, 30),
    ...ofIntent(life, intent),
    monoState: 'failed',
    sealedText: null,
  },
});
