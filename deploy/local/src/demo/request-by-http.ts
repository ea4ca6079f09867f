import { DemoError, serviceUrl, type Attachment } from './attachment.ts';
import type { PlannedTransfer } from './plan.ts';
import { transferBody } from './transfer-body.ts';

const REQUEST_TIMEOUT_MILLISECONDS = 20_000;
const CONCURRENT_REQUESTS_MAX = 32;

/** What the command service answered: the transfer's id and whether it was the first answer again. */
export interface AcceptedRequest {
  readonly transferId: string;
  readonly replayed: boolean;
}

/** Asks for one transfer over HTTP. Throws if it is not accepted for sending. */
export async function requestByHttp(
  attachment: Attachment,
  transfer: PlannedTransfer,
): Promise<AcceptedRequest> {
  const answer = await fetch(`${serviceUrl(attachment, 'command')}/v1/transfers`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${attachment.credentials.apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': transfer.idempotencyKey,
    },
    body: JSON.stringify(transferBody(transfer)),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS),
  });
  const body = (await answer.json()) as { transferId?: string; code?: string };
  if (answer.status !== 202 || body.transferId === undefined) {
    throw new DemoError(
      'RIEL_DEMO_REQUEST',
      `POST /v1/transfers answered ${answer.status} ${body.code ?? ''}`,
    );
  }
  return {
    transferId: body.transferId,
    replayed: answer.headers.get('idempotent-replayed') === 'true',
  };
}

/** Asks for many transfers over HTTP, a limited number at a time. `onAccepted` is told of each. */
export async function requestAllByHttp(
  attachment: Attachment,
  transfers: readonly PlannedTransfer[],
  onAccepted: (transfer: PlannedTransfer, accepted: AcceptedRequest) => void,
): Promise<void> {
  const waiting = transfers.values();
  const work = async (): Promise<void> => {
    for (const transfer of waiting) onAccepted(transfer, await requestByHttp(attachment, transfer));
  };
  await Promise.all(Array.from({ length: CONCURRENT_REQUESTS_MAX }, work));
}
