import { setTimeout as wait } from 'node:timers/promises';
import { transferIdOf } from '@riel/ids';
import type { Caller, TransferId } from '@riel/schemas';
import { monoId, sendWebhook, transferObject, webhookBody } from '@riel/webhook/testing';

/** Webhooks that come without a pause, each repeated until it is answered 200, as Mono does. */
export interface SteadyWebhooks {
  /** Our ids of the transfers that were settled by the webhooks so far, in the order of sending. */
  readonly transferIds: readonly TransferId[];
  /** How many of them were answered 200. */
  readonly answered: number;
  /** Sends no new ones and waits until each one is answered 200. */
  stop(): Promise<void>;
}

const REPETITION_MILLISECONDS = 100;

/** Begins to send. `httpUrl` tells where the service answers by then. */
export function sendSteadily(
  httpUrl: () => string,
  { secret, perSecond }: { readonly secret: string; readonly perSecond: number },
): SteadyWebhooks {
  const transferIds: TransferId[] = [];
  const sending: Promise<void>[] = [];
  let answered = 0;
  const deliver = async (body: string): Promise<void> => {
    for (;;) {
      const status = await sendWebhook(httpUrl(), body, { secret }).then(
        (answer) => answer.status,
        () => null,
      );
      if (status === 200) break;
      await wait(REPETITION_MILLISECONDS);
    }
    answered += 1;
  };
  const timer = setInterval(() => {
    const transferId = transferIdOf('demo' as Caller, monoId('key'));
    transferIds.push(transferId);
    const data = transferObject({ external_id: transferId });
    sending.push(deliver(webhookBody('bank_transfer_approved', data)));
  }, 1_000 / perSecond);
  return {
    transferIds,
    get answered() {
      return answered;
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(sending);
    },
  };
}
