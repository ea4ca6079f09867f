import type { Instant } from '@riel/ids';

/** Where webhooks go, with the secret that signs them. */
export interface WebhookEndpoint {
  readonly url: string;
  readonly secret: string;
}

/** One attempt: when, and what came back. `lost` is an answer that the fault kept from arriving. */
export interface DeliveryAttempt {
  readonly at: Instant;
  readonly status: number | null | 'lost';
}

/** One event on its way to one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: WebhookEndpoint;
  readonly type: string;
  readonly data: object;
  readonly objectId: string;
  readonly externalId: string | null;
  /** When the event was generated. */
  readonly eventAt: Instant;
  readonly attempts: DeliveryAttempt[];
  state: 'waiting' | 'delivered' | 'exhausted' | 'lost';
}

/** What is told of a delivery: no secret and no body. */
export function deliveryView(delivery: Delivery): object {
  return {
    id: delivery.id,
    url: delivery.endpoint.url,
    type: delivery.type,
    objectId: delivery.objectId,
    externalId: delivery.externalId,
    state: delivery.state,
    attempts: delivery.attempts,
  };
}
