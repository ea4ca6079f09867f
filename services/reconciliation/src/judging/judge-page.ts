import { decodeSubject, rulesOf, summaryOf, type SubjectState, type Tables } from '@riel/books';
import { sidesOfSubject, type SubjectSides } from '../matching/booked-side.ts';
import { kindOfMark } from '../matching/drift-kinds.ts';
import type { RailExpectations } from '../matching/expected-end.ts';
import type { Finding } from '../matching/finding.ts';
import { matchIntent } from '../matching/match-intent.ts';
import { matchTransfer } from '../matching/match-transfer.ts';
import type { Edge, MonoSide, Sides } from '../matching/sides.ts';
import type { Page } from '../pages/page.ts';
import { effectOf, eventOfIntent, eventOfMono } from './effect-of.ts';
import { expectedByOf } from './expected-by.ts';
import type { JudgedFinding, JudgedPage } from './judged.ts';
import { addCompared, type Totals } from './totals.ts';

/** What a page is judged by: the same page and rules give the same findings for ever. */
export interface JudgingRules {
  readonly tables: Tables;
  readonly monoAccountId: string;
  readonly cutOffAt: number;
  readonly expectations: RailExpectations;
}

/** Compares everything on one stored page. Pure. */
export function judgePage(page: Page, rules: JudgingRules, totals: Totals): JudgedPage {
  const judging = new Judging(page, rules, totals);
  for (const mono of page.mono) judging.judgeMono(mono);
  if (page.source === 'unlisted') judging.judgeUnlisted();
  for (const intent of page.intents) judging.judgeIntent(intent.intentId);
  if (page.source === 'unlisted-intents') judging.judgeUnlistedIntents();
  if (page.source === 'marked') judging.judgeMarked();
  judging.judgeSetAside();
  return { judged: judging.judged, totals: judging.totals };
}

class Judging {
  readonly judged: JudgedFinding[] = [];
  totals: Totals;
  readonly #page: Page;
  readonly #rules: JudgingRules;
  readonly #subjects: ReadonlyMap<string, SubjectState>;
  readonly #keys: ReadonlyMap<string, string>;
  readonly #approved = new Map<string, string[]>();
  readonly #met = new Set<string>();

  constructor(page: Page, rules: JudgingRules, totals: Totals) {
    this.#page = page;
    this.#rules = rules;
    this.totals = totals;
    this.#subjects = new Map(page.subjects.map(([key, text]) => [key, decodeSubject(text)]));
    this.#keys = new Map(page.keysOfMonoIds);
    for (const [key, monoId] of page.approvedBefore) this.#noteApproved(key, monoId);
  }

  judgeMono(mono: MonoSide): void {
    const ourKey = mono.ourId ?? this.#keys.get(mono.monoTransferId) ?? null;
    const ours = ourKey === null ? undefined : this.#subjects.get(ourKey);
    const foreign = this.#subjects.get(mono.monoTransferId);
    const key = ours === undefined ? mono.monoTransferId : (ourKey ?? mono.monoTransferId);
    this.#met.add(key).add(mono.monoTransferId);
    const subject = ours ?? foreign ?? null;
    const view = {
      key,
      monoTransferId: mono.monoTransferId,
      tables: this.#rules.tables,
      seenApproved: this.#approved.get(key) ?? [],
    };
    const own = subject === null ? null : sidesOfSubject(subject, view);
    const isUnmatched = ours !== undefined && own?.asked != null && hasFacts(foreign);
    const booked = own === null ? null : { ...own.booked, isUnmatched };
    const sides: Sides = { asked: own?.asked ?? null, booked, mono };
    const match = matchTransfer(sides, this.#edgeOf(sides, own));
    const event = (): bigint => {
      const state = own?.booked.monoTransfer?.state ?? 'open';
      return effectOf(eventOfMono(mono, state === 'open' ? null : state), subject, this.#rules);
    };
    this.#add(match.findings, sides, event);
    this.#count(sides, match.findings.length > 0, match.isInFlight);
    if (mono.state === 'approved') this.#noteApproved(key, mono.monoTransferId);
  }

  /** Subjects that Mono neither listed nor gave when asked for. */
  judgeUnlisted(): void {
    for (const [key, subject] of this.#subjects) {
      if (this.#met.has(key)) continue;
      const view = { key, monoTransferId: null, tables: this.#rules.tables, seenApproved: [] };
      const own = sidesOfSubject(subject, view);
      const sides: Sides = { asked: own.asked, booked: own.booked, mono: null };
      const match = matchTransfer(sides, this.#edgeOf(sides, own));
      this.#add(match.findings, sides, () => 0n);
      this.#count(sides, match.findings.length > 0, match.isInFlight);
    }
  }

  judgeIntent(key: string): void {
    const mono = this.#page.intents.find((one) => one.intentId === key) ?? null;
    const subject = this.#subjects.get(key) ?? null;
    const booked = subject === null ? null : summaryOf(subject);
    if (mono === null && booked === null) return;
    this.#met.add(key);
    const findings = [
      ...matchIntent({ key, booked, mono }, this.#rules),
      ...markedOf(key, subject),
    ];
    const distinct = [
      ...new Map(findings.toReversed().map((one) => [one.kind, one])).values(),
    ].toReversed();
    const effect = (): bigint =>
      effectOf(mono === null ? null : eventOfIntent(mono), subject, this.#rules);
    this.#add(distinct, { asked: null, booked: evidenceOfSummary(booked), mono }, effect);
    const isMoney = mono?.state === 'account_credited' || booked?.state === 'collected';
    this.totals = addCompared(this.totals, {
      kind: 'payment',
      amount: isMoney ? (mono?.amount ?? booked?.amount ?? 0n) : 0n,
      currency: mono?.currency ?? booked?.currency ?? '',
      isDrifting: distinct.length > 0,
      isInFlight: false,
      since: mono?.insertedAt ?? null,
    });
  }

  judgeUnlistedIntents(): void {
    for (const key of this.#subjects.keys()) if (!this.#met.has(key)) this.judgeIntent(key);
  }

  /** Credits, adjustments and links: nothing of Mono's to compare with, but the ledger's own marks. */
  judgeMarked(): void {
    for (const [key, subject] of this.#subjects) {
      this.#add(
        markedOf(key, subject),
        { asked: null, booked: evidenceOfSummary(summaryOf(subject)), mono: null },
        () => 0n,
      );
    }
  }

  judgeSetAside(): void {
    for (const { place, code, knownAt } of this.#page.setAside) {
      const finding: Finding = {
        kind: 'undecodable',
        subject: place,
        monoTransferId: null,
        amount: 0n,
        currency: '',
        explanation: `The record at ${place} could not be decoded (${code}) and is set aside.`,
        detail: code,
        remedy: null,
      };
      const evidence = { asked: null, booked: { code }, mono: null };
      this.judged.push({ finding, evidence, aboutAt: knownAt, effect: 0n, hasMonoAccount: false });
    }
  }

  #edgeOf(sides: Sides, own: SubjectSides | null): Edge {
    const { tables, monoAccountId, cutOffAt, expectations } = this.#rules;
    return {
      cutOffAt,
      expectedBy: expectedByOf(sides, own?.summary ?? null, expectations),
      allowsForeign: rulesOf(tables, monoAccountId)?.dashboardCounterAccount != null,
    };
  }

  #add(
    findings: readonly Finding[],
    evidence: JudgedFinding['evidence'] & {
      readonly mono: { readonly insertedAt: number | null } | null;
    },
    effect: () => bigint,
  ): void {
    // One event heals everything that is wrong with one transfer, so its effect is counted once.
    let isCounted = false;
    for (const finding of findings) {
      const isHealable = finding.remedy === 'publish';
      this.judged.push({
        finding,
        evidence,
        aboutAt: evidence.mono?.insertedAt ?? sinceOf(evidence.asked),
        effect: isHealable && !isCounted ? effect() : 0n,
        hasMonoAccount: true,
      });
      isCounted ||= isHealable;
    }
  }

  #count({ asked, booked, mono }: Sides, isDrifting: boolean, isInFlight: boolean): void {
    this.totals = addCompared(this.totals, {
      kind: 'transfer',
      amount: mono?.amount ?? asked?.amount ?? 0n,
      currency: mono?.currency ?? asked?.currency ?? '',
      isDrifting,
      isInFlight,
      since: mono?.insertedAt ?? booked?.acceptedAt ?? asked?.requestedAt ?? null,
    });
  }

  #noteApproved(key: string, monoId: string): void {
    const known = this.#approved.get(key);
    if (known === undefined) this.#approved.set(key, [monoId]);
    else known.push(monoId);
  }
}

/** Whether facts still stand under Mono's id. */
function hasFacts(subject: SubjectState | undefined): boolean {
  return subject?.type === 'transfer' && subject.matchedTo === null && subject.facts.length > 0;
}

function sinceOf(asked: unknown): number | null {
  return (asked as { readonly requestedAt?: number } | null)?.requestedAt ?? null;
}

function evidenceOfSummary(summary: ReturnType<typeof summaryOf> | null): unknown {
  if (summary === null) return null;
  const { type, state, amount, currency, finalAt, marks } = summary;
  return { type, state, amount, currency, finalAt, marks };
}

function markedOf(key: string, subject: SubjectState | null): readonly Finding[] {
  return (subject?.type === 'link' || subject === null ? [] : subject.marks).map((mark) => ({
    kind: kindOfMark(mark.kind),
    subject: key,
    monoTransferId: null,
    amount: mark.amount,
    currency: mark.currency,
    explanation: `The ledger marked ${mark.kind} about ${mark.about === '' ? 'it' : mark.about}.`,
    detail: `${mark.about} ${mark.amount}`,
    remedy: null,
  }));
}
