import type { CollectionIntentId, MonoAccountId } from '@riel/schemas';
import { MonoUnavailableError } from '../../errors.ts';
import { readSubjects } from '../../ledger/read-subjects.ts';
import { readUnlistedIntents } from '../../ledger/read-unlisted.ts';
import { intentSideOf } from '../../matching/intent-side.ts';
import type { IntentSide } from '../../matching/match-intent.ts';
import { askMono } from '../../mono/ask.ts';
import { inTurns } from '../../mono/in-turns.ts';
import { emptyPage, type PageSource } from '../../pages/page.ts';
import { cutOffOf } from '../run.ts';
import { insertPage, insertSeen, readSeen } from '../sql/pages.ts';
import type { PhaseWork, RunPorts, Step } from '../step.ts';
import { countLookUps, questionOf } from './unlisted.ts';

/**
 * Reads one page of Mono's PSE payments. The list has no filter of time, so it is read newest first and
 * ends with a page that lies whole before the window. A page that shifts repeats rows and loses none.
 */
export const listIntents: PhaseWork = async (step) => {
  const { run, ports } = step;
  const { progress } = run;
  const { reader, apiKeys, limits } = ports;
  const page = await askMono('a page of payments', apiKeys, (apiKey) =>
    reader.listCollectionIntents({
      apiKey,
      filters: { accountId: run.monoAccountId as MonoAccountId },
      page: { number: progress.intentPage, size: limits.pageTransfers },
      sort: { field: 'inserted_at', direction: 'desc' },
    }),
  );
  if (page !== null && page.unreadable.length > 0) {
    throw new MonoUnavailableError('a page of payments', 'unreadable payment');
  }
  const items = (page?.items ?? []).map(intentSideOf);
  const inWindow = items.filter(
    (one) =>
      one.monoAccountId === run.monoAccountId &&
      (one.insertedAt ?? run.fromAt) >= run.fromAt &&
      (one.insertedAt ?? run.fromAt) <= cutOffOf(run),
  );
  const pages = await storeIntents(step, { source: 'intents', intents: inWindow, subjectKeys: [] });
  const isOld =
    items.length > 0 && items.every((one) => (one.insertedAt ?? run.fromAt) < run.fromAt);
  const isLast = items.length < limits.pageTransfers || isOld;
  const next = { ...progress, pages: progress.pages + pages };
  if (isLast) return { phase: 'unlisted-intents', progress: { ...next, after: '' } };
  return { phase: 'intents', progress: { ...next, intentPage: progress.intentPage + 1 } };
};

/** Looks up payments that are booked and that Mono's list did not hold. */
export const lookUpUnlistedIntents: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const { progress } = run;
  const rows = await readUnlistedIntents(transaction, questionOf(step));
  const last = rows.at(-1);
  if (last === undefined) return { phase: 'marked', progress: { ...progress, after: '' } };
  const lookUps = countLookUps(progress.lookUps + rows.length, ports);
  const found = await inTurns(rows, ports.limits.lookUpsAtOnce, ([key]) => lookUp(key, ports));
  const pages = await storeIntents(step, {
    source: 'unlisted-intents',
    intents: found.flat(),
    subjectKeys: rows.map(([key]) => key),
  });
  const next = { ...progress, lookUps, after: last[0], pages: progress.pages + pages };
  return { phase: 'unlisted-intents', progress: next };
};

async function lookUp(key: string, { reader, apiKeys }: RunPorts): Promise<readonly IntentSide[]> {
  const intent = await askMono('a payment', apiKeys, (apiKey) =>
    reader.getCollectionIntent({ apiKey, id: key as CollectionIntentId }),
  );
  return intent === null ? [] : [intentSideOf(intent)];
}

async function storeIntents(
  { transaction, run }: Step,
  page: {
    readonly source: PageSource;
    readonly intents: readonly IntentSide[];
    readonly subjectKeys: readonly string[];
  },
): Promise<number> {
  const { runNumber } = run;
  const ids = page.intents.map((one) => one.intentId);
  const seen = await readSeen(transaction, runNumber, ids);
  const intents = page.intents.filter((one) => !seen.has(one.intentId));
  if (intents.length === 0 && page.subjectKeys.length === 0) return 0;
  const subjects = await readSubjects(transaction, [...ids, ...page.subjectKeys]);
  const place = { runNumber, pageNumber: run.progress.pages + 1 };
  await insertPage(transaction, place, { ...emptyPage, source: page.source, intents, subjects });
  const rows = intents.map((one) => ({
    runNumber,
    monoId: one.intentId,
    subjectKey: one.intentId,
    isApproved: false,
  }));
  await insertSeen(transaction, rows);
  return 1;
}
