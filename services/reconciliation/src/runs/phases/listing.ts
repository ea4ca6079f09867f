import type { MonoPage, MonoTransfer } from '@riel/mono-client';
import type { Instant, MonoAccountId } from '@riel/schemas';
import { MonoUnavailableError, RunImpossibleError } from '../../errors.ts';
import { monoSideOf } from '../../matching/mono-side.ts';
import { askMono } from '../../mono/ask.ts';
import { cutOffOf, type ListingProgress, type Run } from '../run.ts';
import { readSeen } from '../sql/pages.ts';
import { storeTransfers } from '../store-transfers.ts';
import type { PhaseWork, RunPorts, Step, StepResult } from '../step.ts';

/**
 * Reads one page of Mono's list, upward by `inserted_at` up to the closed edge.
 *
 * Each page begins at the time of the last transfer read and passes over what was read at exactly that
 * time, so a row that appears among those already read shifts nothing. After the last page the list is
 * counted: if Mono counts more than was read, rows appeared late, and it is read once more.
 */
export const list: PhaseWork = async (step) => {
  const { run, ports } = step;
  const { listing } = run.progress;
  const page = await ports.readAhead.take(placeText(run), () => askPage(run, ports));
  const own = page.items.filter(
    (one) => (one.accountId ?? run.monoAccountId) === run.monoAccountId,
  );
  const isLast = page.items.length < ports.limits.pageTransfers;
  const place = nextPlace(listing, page.items);
  if (!isLast) readAhead(step, place);
  const atFrom = new Set(listing.readAtFrom);
  const unread = own.filter((one) => !atFrom.has(one.id));
  // A second sweep meets what the first one read; a row is stored once.
  const seen = await readSeen(
    step.transaction,
    run.runNumber,
    unread.map((one) => one.id),
  );
  const fresh = unread.filter((one) => !seen.has(one.id));
  const pages = await storeTransfers(step, {
    source: 'list',
    transfers: fresh.map(monoSideOf),
    subjectKeys: [],
  });
  const read = listing.read + fresh.length;
  const progress = { ...run.progress, pages: run.progress.pages + pages };
  if (!isLast) {
    return { phase: 'listing', progress: { ...progress, listing: { ...place, read } } };
  }
  return await endSweep(step, { ...progress, listing: { ...listing, read } });
};

/** Asks for the page after this one while this one is stored. */
function readAhead({ run, ports }: Step, listing: ListingProgress): void {
  const next: Run = { ...run, progress: { ...run.progress, listing } };
  ports.readAhead.begin(placeText(next), () => askPage(next, ports));
}

/** What makes a page another page: a run, a sweep of it, and where it goes on. */
function placeText({ runId, progress }: Run): string {
  const { sweep, from, page } = progress.listing;
  return `${runId} ${sweep} ${from} ${page}`;
}

async function askPage(run: Run, ports: RunPorts): Promise<MonoPage<MonoTransfer>> {
  const { listing } = run.progress;
  return await askTransfers(run, ports, {
    from: listing.from ?? run.fromAt,
    page: { number: listing.page, size: ports.limits.pageTransfers },
  });
}

async function askTransfers(
  run: Run,
  { reader, apiKeys }: RunPorts,
  wish: {
    readonly from: number;
    readonly page: { readonly number: number; readonly size: number };
  },
): Promise<MonoPage<MonoTransfer>> {
  const page = await askMono('a page of transfers', apiKeys, (apiKey) =>
    reader.listTransfers({
      apiKey,
      filters: {
        accountId: run.monoAccountId as MonoAccountId,
        insertedAt: { from: wish.from as Instant, until: cutOffOf(run) as Instant },
      },
      page: wish.page,
      sort: { field: 'inserted_at', direction: 'asc' },
    }),
  );
  if (page === null) throw new MonoUnavailableError('a page of transfers', 'no such page');
  // A row that cannot be read must not be passed over: what it hides would look like agreement.
  if (page.unreadable.length > 0) {
    throw new MonoUnavailableError('a page of transfers', 'unreadable transfer');
  }
  return page;
}

function nextPlace(listing: ListingProgress, items: readonly MonoTransfer[]): ListingProgress {
  const last = items.at(-1)?.insertedAt ?? null;
  // Without a time to go on from, or with one time for the whole page, the next page is asked for.
  if (last === null || last === listing.from) {
    return { ...listing, page: listing.page + 1 };
  }
  const readAtFrom = items.filter((one) => one.insertedAt === last).map((one) => one.id);
  return { ...listing, from: last, page: 1, readAtFrom };
}

const COUNTING_PAGE_TRANSFERS = 10;

/** Compares what Mono counts with what was read; a list that changed is read again from its start. */
async function endSweep(step: Step, progress: Run['progress']): Promise<StepResult> {
  const { run, ports } = step;
  const { listing } = progress;
  const { totalItems } = await askTransfers(run, ports, {
    from: run.fromAt,
    page: { number: 1, size: COUNTING_PAGE_TRANSFERS },
  });
  if (totalItems === null || totalItems <= listing.read) {
    return { phase: 'unlisted', progress: { ...progress, after: '' } };
  }
  if (listing.sweep >= ports.limits.sweepsMax) {
    throw new RunImpossibleError(
      'RIEL_RECONCILIATION_LISTING_UNSTABLE',
      `Mono counts more transfers than ${listing.sweep} readings of its list gave`,
    );
  }
  const again = { ...listing, from: null, page: 1, readAtFrom: [], sweep: listing.sweep + 1 };
  return { phase: 'listing', progress: { ...progress, listing: again } };
}
