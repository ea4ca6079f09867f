import { DemoError, type Attachment } from './attachment.ts';

const REQUEST_TIMEOUT_MILLISECONDS = 20_000;

/** What the stand-in for Mono says of itself, as far as the demonstration reads it. */
interface SandboxState {
  readonly webhooks: { readonly repeated: number };
  readonly accounts: readonly { readonly id: string; readonly availableMinorUnits: string }[];
}

/** Mono as the demonstration sees it: its accounts and its faults. */
export interface MonoSide {
  readonly accountIds: () => Promise<readonly string[]>;
  /** Sum of the available balances of all accounts, asked live, in minor units. */
  readonly balance: () => Promise<bigint>;
  /** Webhooks that Mono had to send more than once until it heard an answer. */
  readonly repeatedWebhooks: () => Promise<number>;
  /** Drops the answer to the next webhook of a settlement, so that Mono repeats it. */
  readonly loseOneWebhookAnswer: () => Promise<void>;
  /** Lets Mono's clock jump ahead: what waits for its next attempt is sent. */
  readonly advance: (milliseconds: number) => Promise<void>;
  /** Loses every webhook of these transfers for good, from now on. Names ids of ours. */
  readonly loseWebhooksOf: (transferIds: readonly string[]) => Promise<void>;
  /** Turns approved into declined, or back. */
  readonly changeFinalState: (transferId: string) => Promise<void>;
  /** Mono's state of a transfer of ours; null while Mono does not know it. */
  readonly stateOf: (transferId: string) => Promise<string | null>;
}

/** A small client of Mono's API and of the stand-in's own switches. */
export function createMonoSide(attachment: Attachment): MonoSide {
  const call = async <Answer>(path: string, options: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(`${attachment.monoBaseUrl}${path}`, {
      ...options,
      headers: {
        authorization: `Bearer ${attachment.credentials.monoApiKey}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS),
    });
    if (!answer.ok) throw new DemoError('RIEL_DEMO_MONO', `${path} answered ${answer.status}`);
    return (answer.status === 204 ? {} : await answer.json()) as Answer;
  };
  const accountIds = async (): Promise<readonly string[]> => {
    const { accounts } = await call<{ accounts: readonly { id: string }[] }>(
      '/v1/accounts?page_size=100',
    );
    return accounts.map((account) => account.id);
  };
  return {
    accountIds,
    balance: async () => {
      const ids = await accountIds();
      const balances = await Promise.all(
        ids.map((id) =>
          call<{ available: { amount: number } }>(`/v1/accounts/${id}/balances?live=true`),
        ),
      );
      return balances.reduce((sum, balance) => sum + BigInt(balance.available.amount), 0n);
    },
    repeatedWebhooks: async () => {
      const { webhooks } = await call<SandboxState>('/sandbox/state?limit=1');
      return webhooks.repeated;
    },
    advance: async (milliseconds) => {
      const body = JSON.stringify({ milliseconds });
      await call('/sandbox/advance', { method: 'POST', body });
    },
    loseWebhooksOf: async (transferIds) => {
      const faults = transferIds.map((externalId) => ({ kind: 'lose-webhook', externalId }));
      await call('/sandbox/faults', { method: 'PUT', body: JSON.stringify({ faults }) });
    },
    changeFinalState: async (transferId) => {
      const path = `/sandbox/transfers/${transferId}/change-final-state`;
      await call(path, { method: 'POST', body: '{}' });
    },
    stateOf: async (transferId) => {
      const { transfers } = await call<{ transfers: readonly { readonly state: string }[] }>(
        `/v1/transfers?external_id=${transferId}`,
      );
      return transfers[0]?.state ?? null;
    },
    loseOneWebhookAnswer: async () => {
      const faults = [
        { kind: 'lose-webhook-answer', eventType: 'bank_transfer_approved', count: 1 },
      ];
      await call('/sandbox/faults', { method: 'PUT', body: JSON.stringify({ faults }) });
    },
  };
}
