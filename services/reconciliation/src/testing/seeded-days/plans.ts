interface Plan {
  readonly at: number;
  readonly act: () => void;
}

/** What will happen later, in the order of its time. */
export class Plans {
  #plans: Plan[] = [];

  add(at: number, act: () => void): void {
    const index = this.#plans.findLastIndex((one) => one.at <= at);
    this.#plans.splice(index + 1, 0, { at, act });
  }

  /** Takes the next that is due; null if none is. */
  takeDue(instant: number): Plan | null {
    const [next] = this.#plans;
    if (next === undefined || next.at > instant) return null;
    this.#plans.shift();
    return next;
  }
}
