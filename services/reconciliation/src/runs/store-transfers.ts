import { readKeysOfMonoIds, readSubjects } from '../ledger/read-subjects.ts';
import type { MonoSide } from '../matching/sides.ts';
import { emptyPage, type PageSource, type SubjectRow } from '../pages/page.ts';
import { insertPage, insertSeen, readApproved } from './sql/pages.ts';
import type { Step } from './step.ts';

/** Transfers of Mono with what the ledger says of them. */
export interface TransfersToStore {
  readonly source: PageSource;
  readonly transfers: readonly MonoSide[];
  /** Subjects that belong to the page whether or not Mono names them. */
  readonly subjectKeys: readonly string[];
}

/** Reads the ledger's side, stores both as a page and notes what was met. Returns the pages stored. */
export async function storeTransfers(
  { transaction, run }: Step,
  { source, transfers, subjectKeys }: TransfersToStore,
): Promise<number> {
  if (transfers.length === 0 && subjectKeys.length === 0) return 0;
  const { runNumber } = run;
  const monoIds = transfers.map((one) => one.monoTransferId);
  const ourIds = transfers.flatMap((one) => one.ourId ?? []);
  const direct = await readSubjects(transaction, [...ourIds, ...monoIds, ...subjectKeys]);
  const known = new Set(direct.map(([key]) => key));
  // Mono need not echo our id: then the books may know the transfer by Mono's.
  const unnamed = transfers.filter((one) => one.ourId === null && !known.has(one.monoTransferId));
  const keysOfMonoIds = await readKeysOfMonoIds(
    transaction,
    unnamed.map((one) => one.monoTransferId),
  );
  const indirect = await readSubjects(
    transaction,
    keysOfMonoIds.map(([, key]) => key).filter((key) => !known.has(key)),
  );
  const subjects: readonly SubjectRow[] = [...direct, ...indirect];
  const keyOf = keyFinder(subjects, keysOfMonoIds);
  const approvedBefore = await readApproved(transaction, runNumber, transfers.map(keyOf));
  await insertPage(
    transaction,
    { runNumber, pageNumber: run.progress.pages + 1 },
    { ...emptyPage, source, mono: transfers, subjects, keysOfMonoIds, approvedBefore },
  );
  await insertSeen(
    transaction,
    transfers.map((one) => ({
      runNumber,
      monoId: one.monoTransferId,
      subjectKey: keyOf(one),
      isApproved: one.state === 'approved',
    })),
  );
  return 1;
}

function keyFinder(
  subjects: readonly SubjectRow[],
  keysOfMonoIds: readonly (readonly [monoId: string, key: string])[],
): (one: MonoSide) => string {
  const known = new Set(subjects.map(([key]) => key));
  const keys = new Map(keysOfMonoIds);
  return ({ ourId, monoTransferId }) => {
    const ours = ourId ?? keys.get(monoTransferId);
    return ours !== undefined && known.has(ours) ? ours : monoTransferId;
  };
}
