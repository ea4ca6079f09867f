import {
  normaliseCollectionIntent,
  normaliseCredit,
  normaliseTransfer,
  type MonoCollectionIntent,
  type MonoTransfer,
  type NormalisedEvent,
} from '@riel/mono-client';
import type {
  CollectionIntentId,
  Instant,
  MinorUnits,
  MonoAccountId,
  MonoTransactionId,
  MonoTransferId,
} from '@riel/schemas';
import { exampleFees, feeAt, feeWithTaxes, gmfOf, type FeeVersion } from './model-costs.ts';

type Changing<Value> = { -readonly [Name in keyof Value]: Value[Name] };

/** A transfer of the model with what it has cost its account so far. */
export interface ModelTransfer {
  readonly mono: Changing<MonoTransfer>;
  readonly accountId: string;
  rail: string;
  charged: bigint;
  /** What of it came back, or will, as a credit of its own. */
  returned: bigint;
}

export interface NewTransfer {
  readonly accountId: string;
  readonly amount: bigint;
  readonly rail: string;
  /** Our id; null for a transfer of Mono's own pages. */
  readonly ourId: string | null;
}

/** Whether Mono shows the field `rail` of what has settled. */
export type RailField = 'shown' | 'hidden';

/** How the amount of a transfer that the destination declined comes back. */
export type ReturnOfDeclined = 'never-debited' | 'account-credited';

/**
 * Mono in memory, on a clock that its user moves: transfers, payments, credits, balances and their
 * costs. Each change gives the event that its webhook would become; delivering it is the user's affair.
 */
export class MonoModel {
  now: number;
  railField: RailField = 'shown';
  returnOfDeclined: ReturnOfDeclined = 'never-debited';
  readonly fees: FeeVersion[] = [{ from: 0, fees: exampleFees }];
  readonly balances = new Map<string, bigint>();
  readonly cached = new Map<string, { available: bigint; at: number }>();
  readonly transfers = new Map<string, ModelTransfer>();
  readonly payments = new Map<string, Changing<MonoCollectionIntent>>();
  #ids = 0;

  constructor(now: number, accountIds: readonly string[]) {
    this.now = now;
    for (const id of accountIds) {
      this.balances.set(id, 0n);
      this.cached.set(id, { available: 0n, at: now });
    }
  }

  /** Microseconds pass, one at least, so that no two states have one time. */
  pass(microseconds = 1): number {
    this.now += Math.max(1, Math.floor(microseconds));
    return this.now;
  }

  create({ accountId, amount, rail, ourId }: NewTransfer): ModelTransfer {
    const at = this.pass() as Instant;
    const id = this.#id('trn') as MonoTransferId;
    const mono: MonoTransfer = {
      id,
      accountId: accountId as MonoAccountId,
      batch: null,
      amount: { amount: amount as MinorUnits, currency: 'COP' },
      payee: null,
      recipientHandle: null,
      reference: null,
      description: null,
      externalId: ourId,
      entityId: null,
      rail: null,
      routing: rail,
      fallbackRouting: null,
      state: 'created',
      previousState: null,
      declinationReason: null,
      fallbackReason: null,
      insertedAt: at,
      updatedAt: at,
    };
    const transfer: ModelTransfer = { mono, accountId, rail, charged: 0n, returned: 0n };
    this.transfers.set(id, transfer);
    return transfer;
  }

  /** Another rail is tried; the webhook names it only as Mono's payloads do. */
  fallBack(transfer: ModelTransfer, rail: string): NormalisedEvent {
    transfer.rail = rail;
    Object.assign(transfer.mono, {
      state: 'in_progress',
      updatedAt: this.pass(),
      fallbackReason: 'rail_not_supported',
    });
    return this.#event(transfer, 'bank_transfer_fallback_routing');
  }

  approve(transfer: ModelTransfer): NormalisedEvent {
    this.#move(transfer, 'approved', null);
    this.#charge(transfer, this.#costOfApproval(transfer));
    return this.#event(transfer, 'bank_transfer_approved');
  }

  declineAtOrigin(transfer: ModelTransfer): NormalisedEvent {
    this.#move(transfer, 'declined', 'declined_by_origin_bank');
    return this.#event(transfer, 'bank_transfer_rejected');
  }

  declineAtDestination(transfer: ModelTransfer): NormalisedEvent {
    this.#move(transfer, 'declined', 'declined_by_destination_bank');
    this.#return(transfer);
    this.#charge(transfer, transfer.returned + this.#feeOf(transfer));
    return this.#event(transfer, 'bank_transfer_rejected');
  }

  /** Approved becomes declined: the amount comes back, at once or as a credit; all else stays charged. */
  takeBack(transfer: ModelTransfer): NormalisedEvent {
    const { amount } = transfer.mono.amount;
    this.#move(transfer, 'declined', 'final_state_changed');
    const before = transfer.returned;
    this.#return(transfer);
    this.#charge(transfer, transfer.charged - amount + transfer.returned - before);
    return this.#change(transfer, 'approved');
  }

  /** Declined becomes approved: what is missing of the cost of an approval is charged. */
  revive(transfer: ModelTransfer): NormalisedEvent {
    this.#move(transfer, 'approved', null);
    this.#charge(transfer, this.#costOfApproval(transfer));
    return this.#change(transfer, 'declined');
  }

  /** Cancelled in Mono's application: no webhook tells of it. */
  cancel(transfer: ModelTransfer): void {
    this.#move(transfer, 'cancelled', null);
  }

  /** Mono had received it already: nothing moves, and no webhook tells of it. */
  duplicate(transfer: ModelTransfer): void {
    this.#move(transfer, 'duplicated', null);
  }

  credit(accountId: string, amount: bigint, type = 'incoming_wire'): NormalisedEvent {
    this.#add(accountId, amount);
    return normaliseCredit(
      {
        id: this.#id('tx') as MonoTransactionId,
        accountId: accountId as MonoAccountId,
        amount: { amount: amount as MinorUnits, currency: 'COP' },
        type,
        transactionAt: this.pass() as Instant,
        description: null,
        payer: null,
      },
      { source: 'webhook', staleSignature: false },
    );
  }

  /** A PSE payment that was made, or tried. */
  pay(accountId: string, amount: bigint, isPaid: boolean): NormalisedEvent {
    const at = this.pass() as Instant;
    const payment: MonoCollectionIntent = {
      id: this.#id('cint') as CollectionIntentId,
      accountId: accountId as MonoAccountId,
      collectionLinkId: null,
      externalId: null,
      amount: { amount: amount as MinorUnits, currency: 'COP' },
      state: isPaid ? 'account_credited' : 'failed',
      updatedAt: at,
      insertedAt: at,
      provider: 'pse',
      providerMessage: null,
    };
    this.payments.set(payment.id, payment);
    if (isPaid) this.#add(accountId, amount - feeWithTaxes(feeAt(this.fees, 'pse', at)));
    const normalised = normaliseCollectionIntent(payment, { source: 'webhook' });
    if (normalised.kind !== 'event') throw new TypeError('a payment that is final is an event');
    return normalised.event;
  }

  /** Money moves for a reason that no webhook and no list tells. */
  moveUnseen(accountId: string, amount: bigint): void {
    this.#add(accountId, amount);
    this.pass();
  }

  #costOfApproval(transfer: ModelTransfer): bigint {
    const { amount } = transfer.mono.amount;
    return transfer.returned + amount + gmfOf(amount) + this.#feeOf(transfer);
  }

  #return(transfer: ModelTransfer): void {
    if (this.returnOfDeclined === 'account-credited')
      transfer.returned += transfer.mono.amount.amount;
  }

  #feeOf({ rail }: ModelTransfer): bigint {
    return feeWithTaxes(feeAt(this.fees, rail, this.now));
  }

  #move({ mono, rail }: ModelTransfer, state: string, declinationReason: string | null): void {
    const showsRail = this.railField === 'shown';
    Object.assign(mono, {
      state,
      declinationReason,
      updatedAt: this.pass(),
      rail: showsRail ? rail : null,
    });
  }

  #charge(transfer: ModelTransfer, cost: bigint): void {
    this.#add(transfer.accountId, transfer.charged - cost);
    transfer.charged = cost;
  }

  #add(accountId: string, amount: bigint): void {
    this.balances.set(accountId, (this.balances.get(accountId) ?? 0n) + amount);
  }

  /** Only the webhook names the state before; lists do not. */
  #change(transfer: ModelTransfer, previousState: string): NormalisedEvent {
    transfer.mono.previousState = previousState;
    const event = this.#event(transfer, 'bank_transfer_change_final_state');
    transfer.mono.previousState = null;
    return event;
  }

  #event(transfer: ModelTransfer, webhookType: string): NormalisedEvent {
    const normalised = normaliseTransfer({ ...transfer.mono }, { source: 'webhook', webhookType });
    if (normalised.kind !== 'event') throw new TypeError(`no event but ${normalised.kind}`);
    return normalised.event;
  }

  #id(prefix: string): string {
    this.#ids += 1;
    return `${prefix}_${String(this.#ids).padStart(22, '0')}`;
  }
}
