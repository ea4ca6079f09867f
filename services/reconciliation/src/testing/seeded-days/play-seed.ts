import { exampleTables, type Tables, type Tariff } from '@riel/books';
import type { NormalisedEvent } from '@riel/mono-client';
import { exampleFees, gmfOf } from '../model-costs.ts';
import { MonoModel, type ModelTransfer } from '../mono-model.ts';
import { acceptedEvent, ourIdOfTest, publishedEvent, requestedEvent } from '../our-events.ts';
import { MemoryBooks } from './memory-books.ts';
import { Random } from './random.ts';
import { MemoryReconciliation, type MemoryRun } from './reconcile-memory.ts';

/** How long and how full the days of a seed are. */
export interface SeedSize {
  readonly days: number;
  readonly transfersOfADay: number;
}

export const seedSizeDefault: SeedSize = { days: 8, transfersOfADay: 260 };

const ACCOUNT = 'acc_seeded0000000000000000';
const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
/** Midnight in Bogota, a few days before the end of a month. */
const FIRST_MIDNIGHT = Date.parse('2026-01-28T05:00:00Z') * 1_000;
const TARIFF_CHANGES_ON = '2026-01-31';
const TURBO_FEE_AFTER = 210_000n;

/** What the last run must say, from what was planted. */
export interface SeedResult {
  readonly runs: readonly MemoryRun[];
  readonly last: MemoryRun;
  readonly transfers: number;
  readonly expectedKinds: ReadonlyMap<string, number>;
  readonly expectedDifference: bigint;
  readonly repeatedHeals: number;
  readonly openClearing: bigint;
}

/** The example tables with another turbo fee from the tariff's day on. */
function tablesWithChange(): Tables {
  const changed = exampleTables.tariffs
    .filter((tariff) => tariff.rail === 'turbo')
    .map((tariff): Tariff => ({
      ...tariff,
      effectiveFrom: TARIFF_CHANGES_ON,
      components: tariff.components.map((one) =>
        one.kind === 'fee' ? { ...one, charge: { kind: 'fixed', amount: TURBO_FEE_AFTER } } : one,
      ),
    }));
  return { ...exampleTables, tariffs: [...exampleTables.tariffs, ...changed] };
}

/** Plays the days of one seed: the same seed gives the same days, drift and reports. */
export function playSeed(seed: number, size: SeedSize = seedSizeDefault): SeedResult {
  const days = new Days(seed, size);
  return days.play();
}

interface Waiting {
  readonly at: number;
  readonly event: NormalisedEvent;
}

class Days {
  readonly #random: Random;
  readonly #size: SeedSize;
  readonly #model = new MonoModel(FIRST_MIDNIGHT, [ACCOUNT]);
  readonly #tables = tablesWithChange();
  readonly #books = new MemoryBooks(this.#tables);
  readonly #reconciliation = new MemoryReconciliation(this.#model, this.#books, this.#tables);
  readonly #expected = new Map<string, number>();
  readonly #settled: {
    readonly transfer: ModelTransfer;
    readonly isApprovalKnown: boolean;
    readonly runs: number;
  }[] = [];
  #waiting: Waiting[] = [];
  #unexplained = 0n;
  #keys = 0;
  #runs: MemoryRun[] = [];

  constructor(seed: number, size: SeedSize) {
    this.#random = new Random(seed);
    this.#size = size;
    const from = Date.parse(`${TARIFF_CHANGES_ON}T05:00:00Z`) * 1_000;
    this.#model.fees.push({ from, fees: { ...exampleFees, turbo: TURBO_FEE_AFTER } });
  }

  play(): SeedResult {
    this.#book(this.#model.credit(ACCOUNT, 10_000_000_000_000n));
    for (let day = 0; day < this.#size.days; day += 1) this.#playDay(FIRST_MIDNIGHT + day * DAY);
    // The last repetition of a webhook comes 8.4 hours after its first; then nothing more can come.
    this.#model.now = FIRST_MIDNIGHT + (this.#size.days + 2) * DAY;
    this.#deliverUntil(Infinity);
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
      openClearing: this.#openClearing(),
    };
  }

  #playDay(midnight: number): void {
    const random = this.#random;
    const { transfersOfADay } = this.#size;
    for (let index = 0; index < transfersOfADay; index += 1) {
      this.#model.now = Math.max(
        this.#model.now,
        midnight + Math.floor((index / transfersOfADay) * 22 * HOUR),
      );
      this.#deliverUntil(this.#model.now);
      if (random.chance(0.94)) this.#playTransfer();
      else this.#playMoneyIn();
      if (this.#settled.length > 0 && random.chance(0.015)) this.#changeFinalState();
    }
    this.#model.now = Math.max(this.#model.now, midnight + 23 * HOUR);
    this.#deliverUntil(this.#model.now);
    this.#reconcile();
  }

  #reconcile(): void {
    this.#model.pass();
    this.#runs.push(this.#reconciliation.run(ACCOUNT));
  }

  #playTransfer(): void {
    const random = this.#random;
    const {
      model: _model,
      amount,
      rail,
    } = {
      model: this.#model,
      amount: BigInt(2_000_000 + random.below(50_000_000)),
      rail: random.pick(['turbo', 'turbo', 'ach', 'ach', 'transfiya', 'breb']),
    };
    if (random.chance(0.004)) {
      this.#send(
        this.#model.approve(this.#model.create({ accountId: ACCOUNT, amount, rail, ourId: null })),
      );
      this.#expect('not-ours');
      return;
    }
    this.#keys += 1;
    const transferId = ourIdOfTest(`seeded-${this.#keys}`);
    const at = this.#model.pass();
    this.#books.book(requestedEvent({ transferId, accountId: ACCOUNT, amount, rail, at }));
    const transfer = this.#model.create({ accountId: ACCOUNT, amount, rail, ourId: transferId });
    if (!random.chance(0.01)) this.#books.book(acceptedEvent(transfer, this.#model.pass()));
    if (rail === 'turbo' && random.chance(0.08)) this.#send(this.#model.fallBack(transfer, 'ach'));
    this.#end(transfer);
    if (random.chance(0.003)) {
      const again = this.#model.create({ accountId: ACCOUNT, amount, rail, ourId: transferId });
      this.#send(this.#model.approve(again));
    }
  }

  #end(transfer: ModelTransfer): void {
    const random = this.#random;
    const kind = random.next();
    if (kind < 0.85) {
      const isApprovalKnown = this.#send(this.#model.approve(transfer));
      this.#settled.push({ transfer, isApprovalKnown, runs: this.#runs.length });
    } else if (kind < 0.92) this.#send(this.#model.declineAtOrigin(transfer));
    else if (kind < 0.98) this.#send(this.#model.declineAtDestination(transfer));
    else this.#model.cancel(transfer);
  }

  /** A bank changes its mind about a transfer of this day or of days before. */
  #changeFinalState(): void {
    const index = this.#random.below(this.#settled.length);
    const [chosen] = this.#settled.splice(index, 1);
    if (chosen === undefined) return;
    const isTold = this.#send(this.#model.takeBack(chosen.transfer));
    const wasReconciled = chosen.runs < this.#runs.length;
    // Nobody ever saw the approval, so nobody can know that its GMF stayed debited.
    const isUnseen = !chosen.isApprovalKnown && !wasReconciled && !isTold;
    // What a webhook tells of an approval that nobody saw is booked and marked.
    if (!chosen.isApprovalKnown && !wasReconciled && isTold) this.#expect('fee');
    if (isUnseen) this.#unexplained -= gmfOf(chosen.transfer.mono.amount.amount);
  }

  #playMoneyIn(): void {
    const random = this.#random;
    const amount = BigInt(1_000_000 + random.below(90_000_000));
    if (random.chance(0.5)) {
      this.#send(this.#model.pay(ACCOUNT, amount, random.chance(0.8)));
      return;
    }
    const credit = this.#model.credit(ACCOUNT, amount);
    if (random.chance(0.05)) this.#unexplained += amount;
    else this.#deliverLater(credit);
  }

  /** Sends a webhook through a bad network; false if it is lost for good. */
  #send(event: NormalisedEvent): boolean {
    if (this.#random.chance(0.05)) return false;
    this.#deliverLater(event);
    if (this.#random.chance(0.1)) this.#deliverLater(event);
    return true;
  }

  #deliverLater(event: NormalisedEvent): void {
    const delay = this.#random.chance(0.8)
      ? this.#random.below(60_000_000)
      : this.#random.below(8.4 * HOUR);
    this.#waiting.push({ at: this.#model.now + delay, event });
  }

  #deliverUntil(instant: number): void {
    const due = this.#waiting
      .filter((one) => one.at <= instant)
      .toSorted((one, other) => one.at - other.at);
    this.#waiting = this.#waiting.filter((one) => one.at > instant);
    for (const { event, at } of due)
      this.#books.book(publishedEvent(event, Math.min(at, this.#model.now)));
  }

  #book(event: NormalisedEvent): void {
    this.#books.book(publishedEvent(event));
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

  /** What stands in clearing, without signs: every transfer has ended. */
  #openClearing(): bigint {
    let open = 0n;
    for (const subject of this.#books.subjects.values()) {
      if (subject.type !== 'transfer') continue;
      for (const { part, amount } of subject.booked) {
        if (part === 'clearing') open += amount < 0n ? -amount : amount;
      }
    }
    return open;
  }
}
