import type { TransferId } from '@riel/schemas';

/** A transfer as operators see it wait. */
export interface WaitingTransfer {
  readonly transferId: TransferId;
  readonly submissionId: string;
  readonly state: string;
  readonly reason: string | null;
}

/** A person at the gateway's admin API. */
export interface Operator {
  /** Lets every lane go on that was stopped by what Mono answered, or by a person. */
  resumeAll(): Promise<void>;
  /** Nothing is sent any more. */
  pauseAll(): Promise<void>;
  /** Every transfer of an open submission, and every one that is in none yet. */
  waiting(): Promise<readonly WaitingTransfer[]>;
  /** False while it is refused. */
  giveUp(waiting: WaitingTransfer): Promise<boolean>;
  /** Changes what a key of Mono's API may be used for. */
  change(keyId: string, verb: 'activate' | 'retire' | 'revoke'): Promise<void>;
}

interface Listed {
  readonly submissions: readonly {
    readonly submissionId: string;
    readonly state: string;
    readonly lastOutcome: string | null;
    readonly open: readonly { readonly transferId: TransferId }[];
  }[];
}

interface ListedTransfers {
  readonly transfers: readonly Omit<WaitingTransfer, 'submissionId'>[];
}

/** Makes one. `httpUrl` is asked each time: gateways come and go. */
export function createOperator(httpUrl: () => string, opsKey: string): Operator {
  const ask = async (path: string, body?: object): Promise<Response> => {
    const authorization = `Bearer ${opsKey}`;
    const init =
      body === undefined
        ? { headers: { authorization } }
        : {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify({ author: 'test', reason: 'test', ...body }),
          };
    return await fetch(`${httpUrl()}${path}`, init);
  };
  const list = async <Answer>(path: string): Promise<Answer> => {
    const answer = await ask(path);
    if (!answer.ok) throw new Error(`not listed: ${answer.status}`);
    return (await answer.json()) as Answer;
  };
  return {
    resumeAll: async () => {
      // Nothing to resume, or nobody to ask just now: both are well.
      await ask('/admin/resume', { scope: 'all' }).catch(() => undefined);
    },
    pauseAll: async () => {
      const answer = await ask('/admin/pause', { scope: 'all' });
      if (!answer.ok) throw new Error(`not paused: ${answer.status}`);
    },
    waiting: async () => {
      // What is in none yet first: what moves on meanwhile is in the second list, or at its end.
      const { transfers } = await list<ListedTransfers>('/admin/waiting-transfers?limit=1000');
      const { submissions } = await list<Listed>('/admin/submissions?limit=1000');
      const submitted = submissions.flatMap(({ submissionId, state, lastOutcome, open }) =>
        open.map(({ transferId }) => ({ transferId, submissionId, state, reason: lastOutcome })),
      );
      const known = new Set(submitted.map(({ transferId }) => transferId));
      return [
        ...submitted,
        ...transfers
          .filter(({ transferId }) => !known.has(transferId))
          .map((one) => ({ ...one, submissionId: '' })),
      ];
    },
    change: async (keyId, verb) => {
      const answer = await ask(`/admin/keys/${keyId}/${verb}`, {});
      if (!answer.ok) throw new Error(`the key is not changed: ${answer.status}`);
    },
    giveUp: async ({ submissionId, transferId }) =>
      (await ask(`/admin/submissions/${submissionId}/give-up`, { transferId })).ok,
  };
}
