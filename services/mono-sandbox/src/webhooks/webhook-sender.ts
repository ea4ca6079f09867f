import type { Instant } from '@riel/ids';
import { formatInstant } from '@riel/runtime';
import { BoundedMap } from '../core/bounded-map.ts';
import type { VirtualClock } from '../core/virtual-clock.ts';
import type { Faults, FaultSubject } from '../faults/faults.ts';
import type { Settings } from '../settings.ts';
import type { Delivery, WebhookEndpoint } from './delivery.ts';
import { delayBeforeAttempt } from './schedule.ts';
import { signatureHeader } from './sign.ts';
import type { WebhookTransport } from './webhook-transport.ts';

/** An event to tell. `data` has its keys in alphabetical order. */
export interface WebhookEvent {
  readonly type: string;
  readonly data: object;
  readonly objectId: string;
  readonly externalId: string | null;
  readonly accountId: string | null;
}

export interface WebhookCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly events: number;
  readonly attempts: number;
  readonly delivered: number;
  /** Delivered after more than one attempt. */
  readonly repeated: number;
  readonly exhausted: number;
  readonly lost: number;
}

export interface WebhookSenderOptions {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly transport: WebhookTransport;
  readonly settings: Pick<
    Settings,
    'SANDBOX_SIGNED_TIME' | 'SANDBOX_WEBHOOK_CONCURRENCY' | 'SANDBOX_DELIVERIES_KEPT_MAX'
  >;
}

/** What is due at one endpoint; `head` is the first that was not taken yet. */
interface Queue {
  readonly due: Delivery[];
  head: number;
  inFlight: number;
}

const MICROSECONDS_PER_SECOND = 1_000_000;

/**
 * Sends every event to every endpoint, each delivery on its own schedule. An endpoint has a queue of
 * what is due and a number of requests at once, so a slow receiver delays its own webhooks only.
 */
export class WebhookSender {
  readonly #options: WebhookSenderOptions;
  readonly #kept: BoundedMap<string, Delivery>;
  #endpoints: readonly WebhookEndpoint[] = [];
  readonly #queues = new Map<string, Queue>();
  #number = 0;
  #idle: (() => void)[] = [];
  readonly #counts = {
    waiting: 0,
    inFlight: 0,
    events: 0,
    attempts: 0,
    delivered: 0,
    repeated: 0,
    exhausted: 0,
    lost: 0,
  };

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
    this.#kept = new BoundedMap(options.settings.SANDBOX_DELIVERIES_KEPT_MAX);
  }

  replaceEndpoints(endpoints: readonly WebhookEndpoint[]): void {
    this.#endpoints = endpoints;
  }

  endpoints(): readonly WebhookEndpoint[] {
    return this.#endpoints;
  }

  counts(): WebhookCounts {
    return { ...this.#counts };
  }

  deliveries(limit: number): readonly Delivery[] {
    return this.#kept.newest(limit);
  }

  /** Tells an event. `eventAt` is its time stamp in the envelope. */
  emit(event: WebhookEvent): void {
    this.#counts.events += 1;
    const subject = subjectOf(event);
    const { clock, faults } = this.#options;
    for (const endpoint of this.#endpoints) {
      const copies = 1 + (faults.strike('duplicate-webhook', subject)?.copies ?? 0);
      for (let copy = 0; copy < copies; copy += 1) {
        this.#number += 1;
        const delivery: Delivery = {
          id: String(this.#number),
          endpoint,
          type: event.type,
          data: event.data,
          objectId: event.objectId,
          externalId: event.externalId,
          eventAt: clock.stamp(),
          attempts: [],
          state: 'waiting',
        };
        this.#kept.set(delivery.id, delivery);
        this.#plan(delivery, subject);
      }
    }
  }

  /** Resolves once no request is under way: what waits for a later attempt does not count. */
  settled(): Promise<void> {
    if (this.#counts.inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #plan(delivery: Delivery, subject: FaultSubject): void {
    const { clock, faults } = this.#options;
    if (faults.strike('lose-webhook', subject) !== null) {
      delivery.state = 'lost';
      this.#counts.lost += 1;
      return;
    }
    this.#counts.waiting += 1;
    const late = faults.strike('delay-webhook', subject)?.delayMilliseconds ?? 0;
    if (late === 0) this.#enqueue(delivery);
    else clock.after(late, () => this.#enqueue(delivery));
  }

  #enqueue(delivery: Delivery): void {
    const { url } = delivery.endpoint;
    const queue = this.#queues.get(url) ?? { due: [], head: 0, inFlight: 0 };
    this.#queues.set(url, queue);
    queue.due.push(delivery);
    this.#pump(url);
  }

  #pump(url: string): void {
    const queue = this.#queues.get(url);
    if (queue === undefined) return;
    while (queue.inFlight < this.#options.settings.SANDBOX_WEBHOOK_CONCURRENCY) {
      const delivery = queue.due[queue.head];
      if (delivery === undefined) break;
      queue.head += 1;
      queue.inFlight += 1;
      this.#counts.inFlight += 1;
      void this.#run(delivery, queue);
    }
    // The taken head is cut off in one go now and then: shifting it each time would cost its length.
    if (queue.head > 1_000 && queue.head * 2 > queue.due.length) {
      queue.due.splice(0, queue.head);
      queue.head = 0;
    }
  }

  async #run(delivery: Delivery, queue: Queue): Promise<void> {
    await this.#attempt(delivery);
    queue.inFlight -= 1;
    this.#counts.inFlight -= 1;
    this.#pump(delivery.endpoint.url);
    if (this.#counts.inFlight === 0) for (const wake of this.#idle.splice(0)) wake();
  }

  #signedBody(delivery: Delivery, subject: FaultSubject): { body: string; signature: string } {
    const { faults, clock, settings } = this.#options;
    const isFirst = delivery.attempts.length === 0;
    const keeps = isFirst || settings.SANDBOX_SIGNED_TIME === 'event';
    const at = keeps ? delivery.eventAt : clock.stamp();
    const body = JSON.stringify({
      event: { data: delivery.data, type: delivery.type },
      timestamp: formatInstant(at),
    });
    const shift = faults.strike('shift-signed-time', subject)?.seconds ?? 0;
    const signedAt = Math.floor(at / MICROSECONDS_PER_SECOND) + shift;
    const isForged = faults.strike('forge-signature', subject) !== null;
    const secret = isForged ? 'whsec_00000000000000000000000000000000' : delivery.endpoint.secret;
    return { body, signature: signatureHeader(secret, signedAt, body) };
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { faults, clock, transport } = this.#options;
    const subject = subjectOf(delivery);
    const signed = this.#signedBody(delivery, subject);
    this.#counts.attempts += 1;
    const at: Instant = clock.stamp();
    const answer = await transport.post({ url: delivery.endpoint.url, ...signed });
    const isLost = answer !== null && faults.strike('lose-webhook-answer', subject) !== null;
    const status = isLost ? 'lost' : answer;
    delivery.attempts.push({ at, status });
    if (typeof status === 'number' && status >= 200 && status < 300) {
      delivery.state = 'delivered';
      this.#counts.delivered += 1;
      if (delivery.attempts.length > 1) this.#counts.repeated += 1;
      this.#counts.waiting -= 1;
      return;
    }
    const delay = delayBeforeAttempt(delivery.attempts.length + 1);
    if (delay === null) {
      delivery.state = 'exhausted';
      this.#counts.exhausted += 1;
      this.#counts.waiting -= 1;
      return;
    }
    clock.after(delay, () => this.#enqueue(delivery));
  }
}

function subjectOf(event: {
  readonly type: string;
  readonly externalId: string | null;
}): FaultSubject {
  const externalIds = event.externalId === null ? [] : [event.externalId];
  return { eventType: event.type, externalIds };
}
