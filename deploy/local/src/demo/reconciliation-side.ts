import { setTimeout as pause } from 'node:timers/promises';
import { DemoError, serviceUrl, type Attachment } from './attachment.ts';

const REQUEST_TIMEOUT_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 100;

/** One difference, as a report tells it. Amounts are digits in minor units. */
export interface DriftAnswer {
  readonly kind: string;
  readonly subject: string;
  readonly amount: string;
  readonly healing: string | null;
  readonly explanation: string;
}

/** A finished run of one Mono account. */
export interface RunAnswer {
  readonly monoAccountId: string;
  readonly transfersCompared: number;
  readonly factsPublished: number;
  readonly factsBooked: number;
  /** What of Mono's live balance the books do not explain, minor units. */
  readonly unexplained: string;
  readonly drift: readonly DriftAnswer[];
}

interface RunState {
  readonly monoAccountId: string;
  readonly status: 'running' | 'completed' | 'failed';
  readonly lastError: string | null;
  readonly transfersCompared: number;
  readonly factsPublished: number;
  readonly factsBooked: number;
  readonly unexplained: string | null;
}

/** A small client of the reconciliation service. */
export interface ReconciliationSide {
  /** Compares every Mono account now and waits for the reports. */
  readonly reconcile: () => Promise<readonly RunAnswer[]>;
  /** How many differences are open. */
  readonly openDrift: () => Promise<number>;
}

/** Makes the client. Runs that do not end in time are an error. */
export function createReconciliationSide(
  attachment: Attachment,
  options: { readonly runMillisecondsMax: number },
): ReconciliationSide {
  const call = async <Answer>(path: string, init: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(`${serviceUrl(attachment, 'reconciliation')}${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${attachment.credentials.apiKey}`,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS),
    });
    if (answer.ok) return (await answer.json()) as Answer;
    throw new DemoError('RIEL_DEMO_RECONCILIATION', `${path} answered ${answer.status}`);
  };
  const waitFor = async (runId: string): Promise<RunState> => {
    const deadline = performance.now() + options.runMillisecondsMax;
    for (;;) {
      const run = await call<RunState>(`/v1/reconciliations/${runId}`);
      if (run.status === 'completed') return run;
      if (run.status === 'failed' || performance.now() > deadline) {
        const why = run.lastError ?? 'it took too long';
        throw new DemoError('RIEL_DEMO_RECONCILIATION', `the run ${run.status}: ${why}`);
      }
      await pause(POLL_MILLISECONDS);
    }
  };
  return {
    openDrift: async () =>
      (await call<{ drift: readonly unknown[] }>('/v1/drift?status=open')).drift.length,
    reconcile: async () => {
      const { runs } = await call<{ runs: readonly { readonly runId: string | null }[] }>(
        '/v1/reconciliations',
        { method: 'POST', body: '{}' },
      );
      const answers: RunAnswer[] = [];
      for (const { runId } of runs) {
        if (runId === null) throw new DemoError('RIEL_DEMO_RECONCILIATION', 'another run goes on');
        const run = await waitFor(runId);
        const { drift } = await call<{ drift: readonly DriftAnswer[] }>(
          `/v1/reconciliations/${runId}/report`,
        );
        answers.push({ ...run, unexplained: run.unexplained ?? '', drift });
      }
      return answers;
    },
  };
}
