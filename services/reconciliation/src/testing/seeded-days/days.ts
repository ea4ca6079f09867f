import { exampleFees, gmfOf } from '../model-costs.ts';
import { MonoModel, type ModelTransfer } from '../mono-model.ts';
import {
  acceptedEvent,
  cancelledByCallerEvent,
  ourIdOfTest,
  publishedEvent,
  refusedEvent,
  requestedEvent,
} from '../our-events.ts';
import { BadNetwork } from './bad-network.ts';
import { MemoryBooks } from './memory-books.ts';
import { Planted } from './planted.ts';
import { Plans } from './plans.ts';
import type { SeedPlay, SeedResult } from './play-seed.ts';
import { Random } from './random.ts';
import { MemoryReconciliation, type MemoryRun } from './reconcile-memory.ts';
import { RETURN_CREDIT, seedTables, TARIFF_CHANGES_ON, TURBO_FEE_AFTER } from './seed-tables.ts';

const ACCOUNT = 'acc_seeded0000000000000000';
const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const midnightOf = (date: string): number => Date.parse(`${date}T05:00:00Z`) * 1_000;
/** Midnight in Bogota, a few days before the end of a month. */
const FIRST_MIDNIGHT = midnightOf('2026-01-28');
const TARIFF_CHANGE = midnightOf(TARIFF_CHANGES_ON);
const MONTH_END = midnightOf('2026-02-01');

/** A transfer that has ended, and whether the books can know how. */
interface Ended {
  readonly transfer: ModelTransfer;
  readonly isKnown: boolean;
  /** Runs before it ended. */
  readonly runs: number;
  readonly at: number;
}

/** The days of one seed: a model of Mono, books, a network between them, and a run every evening. */
export class Days {
  readonly #random: Random;
  readonly #play: SeedPlay;
  readonly #model = new MonoModel(FIRST_MIDNIGHT, [ACCOUNT]);
  readonly #books: MemoryBooks;
  readonly #reconciliation: MemoryReconciliation;
  readonly #planted = new Planted();
  readonly #network: BadNetwork;
  readonly #plans = new Plans();
  readonly #expected = new Map<string, number>();
  readonly #settled: Ended[] = [];
  readonly #declined: Ended[] = [];
  readonly #runs: MemoryRun[] = [];
  #unexplained = 0n;
  #keys = 0;

  constructor(seed: number, play: SeedPlay) {
    this.#random = new Random(seed);
    this.#play = play;
    // Mono accounts differ in how a decline comes back: every second seed has the other kind.
    const hasReturns = seed % 2 === 0;
    const tables = seedTables({ hasReturns });
    this.#model.returnOfDeclined = hasReturns ? 'account-credited' : 'never-debited';
    this.#model.fees.push({
      from: TARIFF_CHANGE,
      fees: { ...exampleFees, turbo: TURBO_FEE_AFTER },
    });
    this.#books = new MemoryBooks(tables);
    this.#reconciliation = new MemoryReconciliation(this.#model, this.#books, tables);
    this.#network = new BadNetwork(this.#random, this.#books, this.#planted);
  }

  play(): SeedResult {
    const { days } = this.#play;
    this.#books.book(publishedEvent(this.#model.credit(ACCOUNT, 10_000_000_000_000n)));
    for (let day = 0; day < days; day += 1) this.#playDay(day);
    // By then everything has ended, and the last repetition of a webhook has come.
    this.#advance(FIRST_MIDNIGHT + (days + 3) * DAY);
    this.#network.deliverUntil(Infinity, this.#model.now);
    this.#reconcile();
    this.#reconcile();
    this.#expectDuplicates();
    const published = this.#reconciliation.published.map((event) => event.value.eventId);
    return {
      runs: this.#runs,
      last: this.#runs.at(-1) as MemoryRun,
      transfers: this.#model.transfers.size,
      expectedKinds: this.#expected,
      expectedDifference: this.#unexplained,
      repeatedHeals: published.length - new Set(published).size,
      openClearing: this.#books.openClearing(),
      planted: this.#planted.counts,
    };
  }

  #playDay(day: number): void {
    const random = this.#random;
    const { transfersOfADay, sabotage } = this.#play;
    const midnight = FIRST_MIDNIGHT + day * DAY;
    for (let index = 0; index < transfersOfADay; index += 1) {
      this.#advance(midnight + Math.floor((index / transfersOfADay) * 22 * HOUR));
      if (random.chance(0.94)) this.#playTransfer();
      else this.#playMoneyIn();
      if (random.chance(0.015)) this.#takeBack();
      if (random.chance(0.005)) this.#revive();
    }
    this.#advance(midnight + 23 * HOUR);
    sabotage?.(this.#model, day);
    this.#reconcile();
  }

  /** Lets time pass: what was planned happens, and webhooks arrive, in their order. */
  #advance(instant: number): void {
    for (let plan = this.#plans.takeDue(instant); plan !== null;) {
      this.#network.deliverUntil(plan.at, Math.max(this.#model.now, plan.at));
      this.#model.now = Math.max(this.#model.now, plan.at);
      plan.act();
      plan = this.#plans.takeDue(instant);
    }
    this.#model.now = Math.max(this.#model.now, instant);
    this.#network.deliverUntil(this.#model.now, this.#model.now);
  }

  #reconcile(): void {
    this.#model.pass();
    const run = this.#reconciliation.run(ACCOUNT);
    this.#runs.push(run);
    this.#network.runs = this.#runs.length;
    if (run.totals.inFlight > 0) this.#planted.note('under way while a run read');
  }

  #playTransfer(): void {
    const random = this.#random;
    const amount = BigInt(2_000_000 + random.below(50_000_000));
    const rail = random.pick(['turbo', 'turbo', 'ach', 'ach', 'transfiya', 'breb']);
    if (random.chance(0.004)) {
      const foreign = this.#model.create({ accountId: ACCOUNT, amount, rail, ourId: null });
      this.#send(this.#model.approve(foreign));
      this.#planted.note('not asked for by us');
      this.#expect('not-ours');
      return;
    }
    this.#keys += 1;
    const transferId = ourIdOfTest(`seeded-${this.#keys}`);
    const at = this.#model.pass();
    this.#books.book(requestedEvent({ transferId, accountId: ACCOUNT, amount, rail, at }));
    if (this.#isStoppedByGateway(transferId)) return;
    const wish = { accountId: ACCOUNT, amount, rail, ourId: transferId };
    const transfer = this.#model.create(wish);
    if (random.chance(0.01)) this.#planted.note('acceptance lost');
    else this.#books.book(acceptedEvent(transfer, this.#model.pass()));
    if (rail === 'turbo' && random.chance(0.08)) {
      this.#planted.note('fallback to another rail');
      this.#send(this.#model.fallBack(transfer, 'ach'));
    }
    if (random.chance(0.9)) this.#end(transfer);
    else this.#plans.add(this.#model.now + random.below(2 * DAY), () => this.#end(transfer));
    if (!random.chance(0.003)) return;
    this.#planted.note('paid twice');
    this.#send(this.#model.approve(this.#model.create(wish)));
  }

  /** Refused or cancelled before Mono knew of it. */
  #isStoppedByGateway(transferId: string): boolean {
    const kind = this.#random.next();
    if (kind < 0.01) {
      this.#planted.note('refused by the gateway');
      this.#books.book(refusedEvent(transferId, this.#model.pass()));
    } else if (kind < 0.02) {
      this.#planted.note('cancelled by its caller');
      this.#books.book(cancelledByCallerEvent(transferId, this.#model.pass()));
    }
    return kind < 0.02;
  }

  #end(transfer: ModelTransfer): void {
    const began = transfer.mono.insertedAt ?? 0;
    const kind = this.#random.next();
    if (kind < 0.85) {
      const isKnown = this.#send(this.#approve(transfer));
      this.#settled.push(this.#ended(transfer, isKnown));
      this.#planted.note('approved');
      this.#planted.note(`rail ${transfer.rail}` as 'rail turbo');
      const isNew = this.#model.now >= TARIFF_CHANGE;
      if (transfer.rail === 'turbo')
        this.#planted.note(`settled on the ${isNew ? 'new' : 'old'} tariff`);
    } else if (kind < 0.92) {
      this.#planted.note('declined at origin');
      this.#send(this.#model.declineAtOrigin(transfer));
    } else if (kind < 0.97) {
      this.#planted.note('declined at destination');
      const isKnown = this.#send(this.#model.declineAtDestination(transfer));
      this.#declined.push(this.#ended(transfer, isKnown));
      this.#planReturn(transfer);
    } else if (kind < 0.99) {
      this.#planted.note('cancelled at Mono');
      this.#model.cancel(transfer);
    } else {
      this.#planted.note('duplicated at Mono');
      this.#model.duplicate(transfer);
    }
    const wasUnderWayAt = (instant: number) => began < instant && this.#model.now >= instant;
    if (wasUnderWayAt(TARIFF_CHANGE)) this.#planted.note('under way while the tariff changed');
    if (wasUnderWayAt(MONTH_END)) this.#planted.note('under way while the month ended');
  }

  /** Now and then Mono's webhook names no rail, and its list names it. */
  #approve(transfer: ModelTransfer): ReturnType<MonoModel['approve']> {
    if (!this.#random.chance(0.03)) return this.#model.approve(transfer);
    this.#planted.note('rail named by the list alone');
    this.#model.railField = 'hidden';
    const event = this.#model.approve(transfer);
    this.#model.railField = 'shown';
    transfer.mono.rail = transfer.rail;
    return event;
  }

  #ended(transfer: ModelTransfer, isKnown: boolean): Ended {
    return { transfer, isKnown, runs: this.#runs.length, at: this.#model.now };
  }

  /** Where declines come back as credits, the money of this one will, unless its webhook is lost. */
  #planReturn({ mono }: ModelTransfer): void {
    if (this.#model.returnOfDeclined === 'never-debited') return;
    this.#plans.add(this.#model.now + this.#random.below(DAY), () => {
      const { amount } = mono.amount;
      const credit = this.#model.credit(ACCOUNT, amount, RETURN_CREDIT);
      this.#planted.note('return of a decline');
      if (!this.#random.chance(0.05)) return this.#network.sendSafely(credit, this.#model.now);
      this.#planted.note('return lost');
      this.#unexplained += amount;
    });
  }

  #takeOne(from: Ended[]): Ended | undefined {
    if (from.length === 0) return undefined;
    return from.splice(this.#random.below(from.length), 1)[0];
  }

  /** A bank takes back a settlement of this day or of days before. */
  #takeBack(): void {
    const chosen = this.#takeOne(this.#settled);
    if (chosen === undefined) return;
    const isTold = this.#send(this.#model.takeBack(chosen.transfer));
    this.#planReturn(chosen.transfer);
    if (this.#model.now - chosen.at > DAY)
      this.#planted.note('approved, then declined, days later');
    const wasReconciled = chosen.runs < this.#runs.length;
    if (chosen.isKnown || wasReconciled) return;
    // What a webhook tells of an approval that nobody saw is booked and marked. Told by nobody, its
    // GMF stays debited and nobody can know.
    if (isTold) this.#expect('fee');
    else this.#unexplained -= gmfOf(chosen.transfer.mono.amount.amount);
  }

  /** A bank pays what it had declined, as far as somebody knows of the decline. */
  #revive(): void {
    const chosen = this.#takeOne(this.#declined);
    if (chosen === undefined || !(chosen.isKnown || chosen.runs < this.#runs.length)) return;
    this.#planted.note('declined, then approved');
    this.#send(this.#model.revive(chosen.transfer));
  }

  #playMoneyIn(): void {
    const random = this.#random;
    const amount = BigInt(1_000_000 + random.below(90_000_000));
    if (random.chance(0.5)) {
      const isPaid = random.chance(0.8);
      this.#planted.note(isPaid ? 'PSE payment' : 'PSE payment failed');
      this.#send(this.#model.pay(ACCOUNT, amount, isPaid));
      return;
    }
    const credit = this.#model.credit(ACCOUNT, amount);
    this.#planted.note('credit');
    if (!random.chance(0.05)) return this.#network.sendSafely(credit, this.#model.now);
    this.#planted.note('credit lost');
    this.#unexplained += amount;
  }

  #send(event: Parameters<BadNetwork['send']>[0]): boolean {
    return this.#network.send(event, this.#model.now);
  }

  #expect(kind: string): void {
    this.#expected.set(kind, (this.#expected.get(kind) ?? 0) + 1);
  }

  /** Transfers that are approved twice in the end: a first payment may have been taken back since. */
  #expectDuplicates(): void {
    const approved = new Set<string>();
    for (const { mono } of this.#model.transfers.values()) {
      if (mono.state !== 'approved' || mono.externalId === null) continue;
      if (approved.has(mono.externalId)) this.#expect('duplicate');
      approved.add(mono.externalId);
    }
  }
}
