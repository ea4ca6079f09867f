export { BooksError, type BooksErrorCode } from './errors.ts';
export { bogotaDateOf, firstOpenDay, openDate, type BookingDate } from './booking-date.ts';
export { decide, type LogRecord } from './decide.ts';
export type { Decision } from './subject/decision.ts';
export type { Entry, EntryKind, Posting } from './entries/entry.ts';
export { markKinds, type Mark, type MarkKind } from './subject/mark.ts';
export type {
  AdjustmentSubject,
  Line,
  LinkSubject,
  Part,
  ReceiptSubject,
  SubjectState,
  TransferSubject,
} from './subject/subject.ts';
export type { PlacedValuation, ValuationProblem } from './subject/placed-valuation.ts';
export type { TransferFact, TransferFactKind, TransferRequest } from './transfer/transfer-fact.ts';
export type {
  AccountType,
  ChartAccount,
  Charge,
  CreditRule,
  MonoAccountRules,
  Refund,
  ReturnOfDeclined,
  Tables,
  Tariff,
  TariffComponent,
} from './tables/tables.ts';
export { cashAccount, clearingAccount, isReservedCode, PAYOUTS } from './tables/account-codes.ts';
export { accountDetails, type AccountDetails } from './tables/account-details.ts';
export { canonicalTables } from './tables/canonical-tables.ts';
export { rulesOf, tariffOf, type TariffQuestion } from './tables/compiled-tables.ts';
export { exampleTables } from './tables/example-tables.ts';
export { parseTables, type ParsedTables } from './tables/parse-tables.ts';
export type { Problem } from './tables/problems.ts';
export {
  fileProblemText,
  readTablesFile,
  type FileProblem,
  type TablesFile,
} from './tables/read-tables-file.ts';
export { isAdjustable } from './adjustment/decide-adjustment.ts';
export {
  chargesOf,
  valuationOf,
  type TariffCharge,
  type TariffOutcome,
  type Valuation,
  type ValuationQuestion,
  type ValuedComponent,
} from './valuation.ts';
export { decodeSubject, encodeSubject } from './subject/encode-subject.ts';
export { positionOf } from './summary/position-of.ts';
export { headOf, summaryOf } from './summary/summary-of.ts';
export type {
  SubjectHead,
  SubjectStateName,
  SubjectSummary,
  TimelineFact,
} from './summary/summary.ts';
