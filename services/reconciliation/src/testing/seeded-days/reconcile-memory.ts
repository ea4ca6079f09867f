import { bankingHoursDefault } from '@riel/calendar';
import { decodeSubject, type Tables } from '@riel/books';
import type { NormalisedEvent } from '@riel/mono-client';
import { decideFound, type KnownDrift } from '../../drift/decide-found.ts';
import { driftIdOf } from '../../drift/drift-id.ts';
import { eventOfIntent, eventOfMono } from '../../judging/effect-of.ts';
import type { JudgedFinding } from '../../judging/judged.ts';
import { judgePage, type JudgingRules } from '../../judging/judge-page.ts';
import { noTotals, type Totals } from '../../judging/totals.ts';
import { sidesOfSubject } from '../../matching/booked-side.ts';
import { intentSideOf } from '../../matching/intent-side.ts';
import { monoSideOf } from '../../matching/mono-side.ts';
import { emptyPage, type Page, type SubjectRow } from '../../pages/page.ts';
import { linesOf } from '../../proof/lines-of.ts';
import { planAgeing, proveBalance, type OpenPart } from '../../proof/prove-balance.ts';
import type { MonoModel } from '../mono-model.ts';
import { publishedEvent } from '../our-events.ts';
import type { MemoryBooks } from './memory-books.ts';

/** What one run of a seeded day said. */
export interface MemoryRun {
  readonly found: readonly JudgedFinding[];
  readonly totals: Totals;
  readonly healed: number;
  readonly difference: bigint;
  /** Sum of the parts that the difference is told in. */
  readonly named: bigint;
}

const PAGE_TRANSFERS = 500;

/** Reconciles without a database: the rules are the real ones, in the order in which a run applies them. */
export class MemoryReconciliation {
  readonly published: NormalisedEvent[] = [];
  readonly #model: MonoModel;
  readonly #books: MemoryBooks;
  readonly #tables: Tables;
  readonly #drifts = new Map<string, KnownDrift>();
  #parts: readonly OpenPart[] = [];
  #opening: { at: number; available: bigint } | null = null;

  constructor(model: MonoModel, books: MemoryBooks, tables: Tables) {
    this.#model = model;
    this.#books = books;
    this.#tables = tables;
  }

  run(monoAccountId: string): MemoryRun {
    const readAt = this.#model.now;
    const available = this.#model.balances.get(monoAccountId) ?? 0n;
    const rules: JudgingRules = {
      tables: this.#tables,
      monoAccountId,
      cutOffAt: readAt,
      expectations: { realTimeMinutes: 15, achBankingHours: 12, bankingHours: bankingHoursDefault },
    };
    let totals = noTotals;
    const found: JudgedFinding[] = [];
    for (const page of this.#pages(monoAccountId, readAt)) {
      const judged = judgePage(page, rules, totals);
      totals = judged.totals;
      found.push(...judged.judged);
    }
    for (const { finding } of found) this.#note(driftIdOf(finding, monoAccountId), readAt);
    const healed = found.filter((one) => this.#heal(one)).length;
    return { found, totals, healed, ...this.#prove(monoAccountId, { readAt, available }) };
  }

  *#pages(monoAccountId: string, readAt: number): Generator<Page> {
    const listed = [...this.#model.transfers.values()].filter(
      (one) => one.accountId === monoAccountId && (one.mono.insertedAt ?? 0) <= readAt,
    );
    const seen = new Set<string>();
    const approved = new Map<string, readonly string[]>();
    for (let from = 0; from < listed.length; from += PAGE_TRANSFERS) {
      const mono = listed.slice(from, from + PAGE_TRANSFERS).map((one) => monoSideOf(one.mono));
      const keys = mono.flatMap((one) => [
        one.monoTransferId,
        ...(one.ourId === null ? [] : [one.ourId]),
      ]);
      const approvedBefore = keys.flatMap((key) =>
        (approved.get(key) ?? []).map((id) => [key, id] as const),
      );
      yield { ...emptyPage, source: 'list', mono, subjects: this.#rows(keys), approvedBefore };
      for (const one of mono) {
        seen.add(one.ourId ?? one.monoTransferId).add(one.monoTransferId);
        if (one.state === 'approved' && one.ourId !== null)
          approved.set(one.ourId, [...(approved.get(one.ourId) ?? []), one.monoTransferId]);
      }
    }
    const unlisted = this.#books.transfersOf(monoAccountId, readAt, seen);
    yield { ...emptyPage, source: 'unlisted', subjects: this.#rows(unlisted) };
    const intents = [...this.#model.payments.values()]
      .filter((one) => one.accountId === monoAccountId)
      .map(intentSideOf);
    yield {
      ...emptyPage,
      source: 'intents',
      intents,
      subjects: this.#rows(intents.map((one) => one.intentId)),
    };
  }

  #rows(keys: readonly string[]): readonly SubjectRow[] {
    return [...new Set(keys)].flatMap((key) => {
      const row = this.#books.rowOf(key);
      return row === null ? [] : [row];
    });
  }

  #note(driftId: string, now: number): void {
    const { firstFoundAt, timesOpened } = decideFound(this.#drifts.get(driftId) ?? null, now);
    this.#drifts.set(driftId, {
      status: 'open',
      resolution: null,
      author: null,
      firstFoundAt,
      timesOpened,
    });
  }

  /** Publishes and books the ordinary event; false if there is none, or if it was published before. */
  #heal({ finding }: JudgedFinding): boolean {
    if (finding.remedy === null) return false;
    const event = this.#eventFor(finding.subject, finding.monoTransferId);
    if (event === null || this.published.some((one) => one.value.eventId === event.value.eventId))
      return false;
    this.published.push(event);
    this.#books.book(publishedEvent(event, this.#model.now));
    return true;
  }

  #eventFor(key: string, monoTransferId: string | null): NormalisedEvent | null {
    if (monoTransferId === null) {
      const payment = this.#model.payments.get(key);
      return payment === undefined ? null : eventOfIntent(intentSideOf(payment));
    }
    const transfer = this.#model.transfers.get(monoTransferId);
    if (transfer === undefined) return null;
    const row = this.#books.rowOf(key);
    const view = { key, monoTransferId, tables: this.#tables, seenApproved: [] };
    const booked = row === null ? null : sidesOfSubject(decodeSubject(row[1]), view).booked;
    const state = booked?.monoTransfer?.state ?? 'open';
    return eventOfMono(monoSideOf(transfer.mono), state === 'open' ? null : state);
  }

  #prove(
    monoAccountId: string,
    { readAt, available }: { readonly readAt: number; readonly available: bigint },
  ): Pick<MemoryRun, 'difference' | 'named'> {
    const openingAt = this.#opening?.at ?? 0;
    const openingCash = this.#books.cash(monoAccountId, openingAt);
    const proved = proveBalance({
      currency: 'COP',
      opening: {
        at: openingAt,
        available: this.#opening?.available ?? openingCash,
        isBooked: this.#opening === null,
      },
      openingCash,
      openingInFlight: 0n,
      lines: linesOf(this.#books.movements(monoAccountId, openingAt, readAt)).map((line) => ({
        ...line,
        entries: 0,
      })),
      bookedUpTo: [],
      closing: { at: readAt, available },
      closingCash: this.#books.cash(monoAccountId, readAt),
      inFlight: { amount: 0n, count: 0, oldestAt: null },
      debitedAt: 'settlement',
      named: { amount: 0n, drifts: 0 },
      cached: null,
      staleAfterMicroseconds: 0,
    });
    checkLines(proved, openingCash);
    const { ended, added } = planAgeing(proved.difference, this.#parts);
    const kept = this.#parts.filter((part) => !ended.includes(part.driftId));
    this.#parts = added === 0n ? kept : [...kept, { driftId: String(readAt), amount: added }];
    this.#opening = { at: readAt, available };
    const named = this.#parts.reduce((sum, part) => sum + part.amount, 0n);
    return { difference: proved.difference, named };
  }
}

/** The lines of the proof lead from the opening to the closing balance of the books, to the centavo. */
function checkLines(
  { lines, booked }: Pick<ReturnType<typeof proveBalance>, 'lines' | 'booked'>,
  openingCash: bigint,
): void {
  const sum = lines.reduce((total, line) => total + line.amount, openingCash);
  if (sum !== booked) throw new RangeError(`the lines give ${sum}, the books ${booked}`);
}
