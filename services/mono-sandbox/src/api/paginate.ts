import type { Page } from './query-parameters.ts';

export interface PaginationView {
  readonly page_number: number;
  readonly page_size: number;
  readonly total_items: number;
  readonly total_pages: number;
}

export interface Window<Item> {
  readonly items: readonly Item[];
  readonly pagination: PaginationView;
}

export interface WindowOptions {
  readonly page: Page;
  readonly isAscending: boolean;
  /** The part of the list that counts, first included and last not. */
  readonly from?: number;
  readonly to?: number;
}

/** One page of a list that is kept oldest first; only the page itself is touched. */
export function paginate<Item>(items: readonly Item[], options: WindowOptions): Window<Item> {
  const { page, isAscending, from = 0, to = items.length } = options;
  const total = Math.max(0, to - from);
  const skipped = (page.number - 1) * page.size;
  const count = Math.max(0, Math.min(page.size, total - skipped));
  const start = isAscending ? from + skipped : to - skipped - count;
  const picked = count === 0 ? [] : items.slice(start, start + count);
  return {
    items: isAscending ? picked : picked.toReversed(),
    pagination: {
      page_number: page.number,
      page_size: page.size,
      total_items: total,
      total_pages: Math.ceil(total / page.size),
    },
  };
}

/** The first index whose item's value is not below the bound; the list is sorted by the value. */
export function lowerBound<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => number,
  bound: number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && valueOf(item) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
