import { canonicalTables, exampleTables } from '@riel/books';
import { MonoModel } from './mono-model.ts';
import { RunBed, type BooksOfTest, type RunBedOptions } from './run-bed.ts';

const TEN_IN_BOGOTA = Date.parse('2026-03-10T15:00:00Z') * 1_000;

/** What a test brings: where things are, and the books with their marker. */
export interface TestBedOptions extends Omit<RunBedOptions, 'books' | 'model'> {
  readonly accountIds: readonly string[];
  readonly books: BooksOfTest & { mark(marker: never): Promise<void> };
  readonly tablesActivated: (markerNumber: number, tables: string) => unknown;
}

/** A bed with the example tables in force and 1,000 million pesos in each Mono account. */
export async function openTestBed(options: TestBedOptions): Promise<RunBed> {
  const { books, accountIds } = options;
  await books.mark(options.tablesActivated(1, canonicalTables(exampleTables)) as never);
  const model = new MonoModel(TEN_IN_BOGOTA, accountIds);
  const bed = await RunBed.open({ ...options, books, model });
  for (const accountId of accountIds) await bed.deliver(model.credit(accountId, 100_000_000_000n));
  return bed;
}
