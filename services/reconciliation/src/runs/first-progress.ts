import { noTotals } from '../judging/totals.ts';
import type { Progress } from './run.ts';

/** Where every run begins. */
export const firstProgress: Progress = {
  pages: 0,
  judgedPages: 0,
  findings: 0,
  lookUps: 0,
  after: '',
  intentPage: 1,
  listing: { from: null, page: 1, readAtFrom: [], sweep: 1, read: 0 },
  reading: null,
  tablesNumber: null,
  expectations: null,
  totals: noTotals,
  settleBy: null,
  proof: null,
  healed: { published: 0, booked: 0 },
};
