import { RunImpossibleError } from '../../errors.ts';
import {
  readMarkedSubjects,
  readUnlistedTransfers,
  type UnlistedQuestion,
} from '../../ledger/read-unlisted.ts';
import { readSetAside } from '../../ledger/read-set-aside.ts';
import { monoSideOf } from '../../matching/mono-side.ts';
import type { MonoSide } from '../../matching/sides.ts';
import { inTurns } from '../../mono/in-turns.ts';
import { lookUpById, lookUpByOurId } from '../../mono/look-up.ts';
import { emptyPage, type SubjectRow } from '../../pages/page.ts';
import { cutOffOf } from '../run.ts';
import { insertPage } from '../sql/pages.ts';
import { storeTransfers } from '../store-transfers.ts';
import type { PhaseWork, RunPorts, Step } from '../step.ts';

export const LOOK_UPS_OF_A_STEP = 50;
const SET_ASIDE_MAX = 1_000;

/** What of the books a run asks for. */
export function questionOf({ run }: Step): UnlistedQuestion {
  return {
    runNumber: run.runNumber,
    monoAccountId: run.monoAccountId,
    fromAt: run.fromAt,
    untilAt: cutOffOf(run),
    fromDate: run.fromDate,
    toDate: run.toDate,
    after: run.progress.after,
    limit: LOOK_UPS_OF_A_STEP,
  };
}

/** Looks up what the books hold and Mono's list did not: only what is not found either is missing. */
export const lookUpUnlisted: PhaseWork = async (step) => {
  const { run, ports, transaction } = step;
  const rows = await readUnlistedTransfers(transaction, questionOf(step));
  const { progress } = run;
  const last = rows.at(-1);
  if (last === undefined)
    return { phase: 'intents', progress: { ...progress, after: '', intentPage: 1 } };
  const lookUps = countLookUps(progress.lookUps + rows.length, ports);
  const found = await inTurns(rows, ports.limits.lookUpsAtOnce, (row) => lookUp(row, ports));
  const pages = await storeTransfers(step, {
    source: 'unlisted',
    transfers: found.flat(),
    subjectKeys: rows.map(([key]) => key),
  });
  const next = { ...progress, lookUps, after: last[0], pages: progress.pages + pages };
  return { phase: 'unlisted', progress: next };
};

async function lookUp([key]: SubjectRow, ports: RunPorts): Promise<readonly MonoSide[]> {
  if (!key.startsWith('trn_')) return (await lookUpByOurId(ports, key)).map(monoSideOf);
  const transfer = await lookUpById(ports, key);
  return transfer === null ? [] : [monoSideOf(transfer)];
}

/** Counts look-ups. So many of them mean that the list cannot be trusted, and nobody is to be woken for each. */
export function countLookUps(lookUps: number, { limits }: RunPorts): number {
  if (lookUps <= limits.lookUpsMax) return lookUps;
  throw new RunImpossibleError(
    'RIEL_RECONCILIATION_TOO_MANY_MISSING',
    `more than ${limits.lookUpsMax} transfers of the books are not in Mono's list: the list is not to be trusted`,
  );
}

/** Takes what the ledger marked or set aside and no list of Mono's shows. */
export const takeMarked: PhaseWork = async (step) => {
  const { run, transaction } = step;
  const { progress } = run;
  const question = questionOf(step);
  const subjects = await readMarkedSubjects(transaction, question);
  const isFirst = progress.after === '';
  const setAside = isFirst
    ? await readSetAside(transaction, {
        fromAt: run.fromAt,
        untilAt: question.untilAt,
        limit: SET_ASIDE_MAX,
      })
    : [];
  const last = subjects.at(-1);
  const isEmpty = subjects.length === 0 && setAside.length === 0;
  if (!isEmpty) {
    const place = { runNumber: run.runNumber, pageNumber: progress.pages + 1 };
    await insertPage(transaction, place, { ...emptyPage, source: 'marked', subjects, setAside });
  }
  const pages = progress.pages + (isEmpty ? 0 : 1);
  if (last !== undefined)
    return { phase: 'marked', progress: { ...progress, pages, after: last[0] } };
  return { phase: 'judging', progress: { ...progress, pages, after: '' } };
};
