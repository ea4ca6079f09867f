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
  /** Every transfer of an open submission. */
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
      const answer = await ask('/admin/submissions?limit=1000');
      if (!answer.ok) throw new Error(`submissions are not listed: ${answer.status}`);
      const { submissions } = (await answer.json()) as Listed;
      return submissions.flatMap(({ submissionId, state, lastOutcome, open }) =>
        open.map(({ transferId }) => ({ transferId, submissionId, state, reason: lastOutcome })),
      );
    },
    change: async (keyId, verb) => {
      const answer = await ask(`/admin/keys/${keyId}/${verb}`, {});
      if (!answer.ok) throw new Error(`the key is not changed: ${answer.status}`);
    },
    giveUp: async ({ submissionId, transferId }) =>
      (await ask(`/admin/submissions/${submissionId}/give-up`, { transferId })).ok,
  };
}
