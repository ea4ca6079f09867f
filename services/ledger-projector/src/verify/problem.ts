/** What can be wrong with a ledger. Stable words: people and alerts match on them. */
export type ProblemKind =
  /** Content of a link that does not give its hash. */
  | 'link-broken'
  | 'link-missing'
  /** A row that belongs to no link of the chain. */
  | 'row-stray'
  /** The partition's row does not name the last link. */
  | 'head-differs'
  | 'known-time'
  | 'log-order'
  | 'entry-unbalanced'
  | 'entry-not-whole'
  | 'balance-differs'
  | 'trial-balance'
  /** Closing sums that are not those of the balances up to the month's end. */
  | 'closing'
  | 'subject-unreadable'
  | 'subject-columns'
  | 'subject-position'
  | 'subject-facts'
  /** Invariant 3: clearing is what is in flight, and a final transfer has nothing there. */
  | 'clearing'
  | 'tables-content'
  | 'set-aside'
  | 'privilege'
  | 'guard'
  | 'anchor-signature'
  | 'anchor-differs';

/** Where in a chain. */
export interface LinkPlace {
  readonly topic: string;
  readonly partition: number;
  readonly chainNumber: number;
}

/** One finding. */
export interface Problem {
  readonly kind: ProblemKind;
  /** Null for what belongs to no link. */
  readonly place: LinkPlace | null;
  /** One sentence with ids and numbers, without personal data. */
  readonly detail: string;
}

const chainKinds: ReadonlySet<ProblemKind> = new Set([
  'link-broken',
  'link-missing',
  'row-stray',
  'head-differs',
  'anchor-differs',
]);

/** What was found, as one thread tells another. */
export interface AllFindings {
  readonly kept: readonly Problem[];
  readonly counts: readonly (readonly [ProblemKind, number])[];
}

/**
 * What was found. Only the first problems of each kind are kept, so that a ledger that is wrong
 * from end to end takes no more memory than a right one; all of them are counted.
 */
export class Findings {
  readonly #keptPerKindMax: number;
  readonly #counts = new Map<ProblemKind, number>();
  readonly #kept: Problem[] = [];

  constructor(keptPerKindMax = 20) {
    this.#keptPerKindMax = keptPerKindMax;
  }

  add(kind: ProblemKind, place: LinkPlace | null, detail: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= this.#keptPerKindMax) {
      this.#kept.push({ kind, place, detail });
    }
  }

  /** Everything, to be added to the findings of others. */
  get all(): AllFindings {
    return { kept: this.#kept, counts: [...this.#counts] };
  }

  addAll({ kept, counts }: AllFindings): void {
    for (const problem of kept) {
      this.add(problem.kind, problem.place, problem.detail);
    }
    for (const [kind, count] of counts) {
      // Those that were not kept were found, too.
      const added = kept.filter((problem) => problem.kind === kind).length;
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count - added);
    }
  }

  /** In the order in which they were found. */
  get problems(): readonly Problem[] {
    return this.#kept;
  }

  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The first link of each chain that does not hold. */
  get firstBrokenLinks(): readonly Problem[] {
    const first = new Map<string, Problem>();
    for (const problem of this.#kept) {
      const { kind, place } = problem;
      if (place === null || !chainKinds.has(kind)) {
        continue;
      }
      const chain = `${place.topic}/${place.partition}`;
      const known = first.get(chain)?.place?.chainNumber ?? Infinity;
      if (place.chainNumber < known) {
        first.set(chain, problem);
      }
    }
    return [...first.values()];
  }
}
