/** Work that is due at a virtual time; equal times keep the order in which they were put in. */
export interface DueWork {
  readonly due: number;
  readonly sequence: number;
  readonly work: () => void;
}

const isBefore = (left: DueWork, right: DueWork): boolean =>
  left.due < right.due || (left.due === right.due && left.sequence < right.sequence);

/** A binary heap: putting in and taking the earliest out cost the logarithm of what waits. */
export class DueHeap {
  readonly #items: DueWork[] = [];

  get size(): number {
    return this.#items.length;
  }

  earliest(): DueWork | undefined {
    return this.#items[0];
  }

  put(item: DueWork): void {
    const items = this.#items;
    let index = items.length;
    items.push(item);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !isBefore(item, above)) break;
      items[index] = above;
      index = parent;
    }
    items[index] = item;
  }

  take(): DueWork | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return first;
  }

  #sink(item: DueWork): void {
    const items = this.#items;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.#smaller(left, left + 1);
      if (child === null || !isBefore(child.item, item)) break;
      items[index] = child.item;
      index = child.index;
    }
    items[index] = item;
  }

  #smaller(left: number, right: number): { index: number; item: DueWork } | null {
    const leftItem = this.#items[left];
    const rightItem = this.#items[right];
    if (leftItem === undefined) return null;
    if (rightItem !== undefined && isBefore(rightItem, leftItem)) {
      return { index: right, item: rightItem };
    }
    return { index: left, item: leftItem };
  }
}
