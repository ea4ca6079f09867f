import {
  cashAccount,
  decide,
  encodeSubject,
  summaryOf,
  type SubjectState,
  type Tables,
} from '@riel/books';
import { keyOf, type AnyEvent } from '@riel/schemas';
import type { SubjectRow } from '../../pages/page.ts';
import type { Movement } from '../../proof/movement.ts';

interface CashMove {
  readonly at: number;
  readonly entryKind: string;
  readonly account: string;
  readonly amount: bigint;
}

/** The books of a seeded day: the real decider over a map, and what moved each Mono account's cash. */
export class MemoryBooks {
  readonly subjects = new Map<string, SubjectState>();
  readonly booked = new Set<string>();
  readonly #tables: Tables;
  readonly #encoded = new Map<string, string>();
  readonly #moves = new Map<string, CashMove[]>();

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  book(event: AnyEvent): void {
    const key = keyOf(event) ?? '';
    const subject = this.subjects.get(key) ?? null;
    const decision = decide({ event, key, subject, tables: this.#tables, closedThrough: null });
    if ('eventId' in event.value) this.booked.add(event.value.eventId);
    if (decision.kind === 'known') return;
    this.subjects.set(key, decision.subject);
    this.#encoded.delete(key);
    const at = 'occurredAt' in event.value ? event.value.occurredAt : 0;
    for (const { kind, postings } of decision.entries) {
      const cash = postings.find((posting) => posting.account.startsWith('assets:mono:'));
      if (cash === undefined) continue;
      const others = postings.filter((posting) => posting.account !== cash.account);
      const moves = this.#movesOf(cash.account);
      for (const { account, amount } of others)
        moves.push({ at, entryKind: kind, account, amount: -amount });
    }
  }

  rowOf(key: string): SubjectRow | null {
    const subject = this.subjects.get(key);
    if (subject === undefined) return null;
    const text = this.#encoded.get(key) ?? encodeSubject(subject);
    this.#encoded.set(key, text);
    return [key, text];
  }

  /** Transfers of the account that began up to an instant, without those that are known already. */
  transfersOf(monoAccountId: string, until: number, known: ReadonlySet<string>): readonly string[] {
    return [...this.subjects].flatMap(([key, subject]) => {
      if (subject.type !== 'transfer' || known.has(key)) return [];
      const { monoAccountId: own, acceptedAt, requestedAt, finalAt } = summaryOf(subject);
      const since = acceptedAt ?? requestedAt ?? finalAt ?? Infinity;
      return own === monoAccountId && since <= until ? [key] : [];
    });
  }

  /** What stands in clearing, without signs: nothing, once every transfer has ended. */
  openClearing(): bigint {
    let open = 0n;
    for (const subject of this.subjects.values()) {
      if (subject.type !== 'transfer') continue;
      for (const { part, amount } of subject.booked) {
        if (part === 'clearing') open += amount < 0n ? -amount : amount;
      }
    }
    return open;
  }

  cash(monoAccountId: string, at: number): bigint {
    return this.#movesOf(cashAccount(monoAccountId))
      .filter((move) => move.at <= at)
      .reduce((sum, move) => sum + move.amount, 0n);
  }

  movements(monoAccountId: string, from: number, until: number): readonly Movement[] {
    return this.#movesOf(cashAccount(monoAccountId))
      .filter((move) => move.at > from && move.at <= until)
      .map(({ entryKind, account, amount }) => ({ entryKind, account, amount }));
  }

  #movesOf(account: string): CashMove[] {
    const known = this.#moves.get(account);
    if (known !== undefined) return known;
    const moves: CashMove[] = [];
    this.#moves.set(account, moves);
    return moves;
  }
}
