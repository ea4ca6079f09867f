import type { Database, Transaction } from '@riel/database';
import type { MonoPage, MonoReader, MonoTransfer } from '@riel/mono-client';
import type { Instant } from '@riel/schemas';
import type { EventWriter } from '../healing/event-writer.ts';
import type { TablesReader } from '../ledger/read-tables.ts';
import type { RailExpectations } from '../matching/expected-end.ts';
import type { ApiKeyRing } from '../mono/ask.ts';
import type { ReadAhead } from '../mono/read-ahead.ts';
import type { ReportSigner } from '../report/report-signer.ts';
import type { Phase, Progress, Run } from './run.ts';

/** Limits of a run; see the settings of the same names. */
export interface RunLimits {
  readonly quietMicroseconds: number;
  readonly pageTransfers: number;
  readonly sweepsMax: number;
  readonly lookUpsMax: number;
  readonly lookUpsAtOnce: number;
  readonly healing: 'publish' | 'report-only';
  readonly healWaitMicroseconds: number;
  readonly reportRowsMax: number;
  readonly stepAttemptsMax: number;
  readonly retryMillisecondsMin: number;
  readonly retryMillisecondsMax: number;
}

/** What runs need of the world. */
export interface RunPorts {
  readonly database: Database;
  readonly reader: MonoReader;
  readonly apiKeys: ApiKeyRing;
  /** The page after the one that is stored. */
  readonly readAhead: ReadAhead<MonoPage<MonoTransfer>>;
  readonly now: () => Instant;
  readonly tables: TablesReader;
  readonly expectations: RailExpectations;
  readonly events: EventWriter;
  readonly signer: ReportSigner;
  readonly limits: RunLimits;
}

/** One step of a run. */
export interface Step {
  readonly transaction: Transaction;
  readonly run: Run;
  readonly ports: RunPorts;
}

/** Where a step leads. */
export interface StepResult {
  readonly phase: Phase | 'completed';
  readonly progress: Progress;
  /** When the next step may begin; at once if not said. */
  readonly dueAt?: number;
  /** True if events were written. */
  readonly hasEvents?: boolean;
}

/** The work of one phase. It may ask Mono; what it stores it stores in the step's transaction. */
export type PhaseWork = (step: Step) => Promise<StepResult>;
