import { eventIdOf, transferIdOf } from '@riel/ids';
import {
  createOpener,
  createRequestSigner,
  createRequestVerifier,
  createSealer,
  generateOpeningKey,
  generateSigningKey,
  publicPart,
} from '@riel/sealing';
import type {
  Caller,
  Instant,
  MinorUnits,
  MonoAccountId,
  ThirdPartyId,
  TransferRequested,
} from '@riel/schemas';

/** What a test says of a request; the rest is made up. */
export interface RequestWish {
  readonly caller?: string;
  readonly idempotencyKey: string;
  readonly monoAccountId?: string;
  readonly amount?: bigint;
  readonly requestedRail?: string | null;
  readonly fallbackRails?: readonly string[] | null;
  readonly notAfter?: Instant | null;
  readonly at: Instant;
  /** Signed by a key that the gateway does not know. */
  readonly isForged?: boolean;
  readonly payee?: Readonly<Record<string, string>>;
}

export const canaryPayee = {
  name: 'Canary Payee',
  documentType: 'CC',
  documentNumber: '1099700099',
  email: 'canary@example.test',
  bankCode: '007',
  accountNumber: '998877665',
  accountType: 'savings_account',
  reference: 'canary reference',
} as const;

/** Keys of a command service and a gateway of a test, and requests made with them. */
export async function createTestRequests() {
  const signing = generateSigningKey('command-1');
  const opening = generateOpeningKey('gateway-1');
  const signer = createRequestSigner([signing]);
  const forger = createRequestSigner([generateSigningKey('forger')]);
  const sealer = await createSealer({ recipients: [publicPart(opening)] });
  return {
    signing,
    opening,
    sealer,
    opener: await createOpener({ privateKeys: [opening] }),
    verifier: createRequestVerifier([publicPart(signing)]),
    request: (wish: RequestWish): TransferRequested => {
      const caller = (wish.caller ?? 'shop') as Caller;
      const transferId = transferIdOf(caller, wish.idempotencyKey);
      const plaintext = Buffer.from(JSON.stringify(wish.payee ?? canaryPayee));
      const unsigned: Omit<TransferRequested, 'signature'> = {
        eventId: eventIdOf(['TransferRequested', transferId]),
        occurredAt: wish.at,
        recordedAt: wish.at,
        transferId,
        caller,
        idempotencyKey: wish.idempotencyKey,
        monoAccountId: (wish.monoAccountId ?? 'acc_testsuppliers0000000000') as MonoAccountId,
        amount: (wish.amount ?? 100_000n) as MinorUnits,
        currency: 'COP',
        requestedRail: wish.requestedRail ?? null,
        fallbackRails: wish.fallbackRails ?? null,
        counterAccount: null,
        notAfter: wish.notAfter ?? null,
        thirdPartyId: 'third-party' as ThirdPartyId,
        bankCodeChecked: true,
        metadata: {},
        payee: sealer.seal({ transferId, eventName: 'TransferRequested', plaintext }),
      };
      const by = wish.isForged === true ? forger : signer;
      return { ...unsigned, signature: by.sign(unsigned) };
    },
  };
}

export type TestRequests = Awaited<ReturnType<typeof createTestRequests>>;
