import { type Static, Type } from 'typebox';

/** Everything that can be made to go wrong. All of it is the sandbox's own invention. */
export const faultKinds = [
  // Requests, before anything was created.
  'refuse',
  'drop-request',
  'conflict',
  // Creations that take place although the caller does not learn it, or not in time.
  'drop-answer',
  'fail-after-commit',
  'slow-answer',
  'slow-commit',
  'unreadable-answer',
  'redirect',
  'forget-key',
  'partial-batch',
  'missing-member',
  'extra-member',
  'batch-otp',
  // Readings.
  'ignore-filters',
  'late-listing',
  'stale-balance',
  // Webhooks.
  'lose-webhook',
  'lose-webhook-answer',
  'duplicate-webhook',
  'delay-webhook',
  'shift-signed-time',
  'forge-signature',
  // Transfers.
  'change-final-state',
  'return-by-credit',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** The kinds of requests that a rule can be bound to. */
export const requestKinds = [
  'create',
  'prepare',
  'list',
  'banks',
  'accounts',
  'balance',
  'create-link',
  'create-intent',
  'list-links',
  'list-intents',
] as const;

export type RequestKind = (typeof requestKinds)[number];

/** A rule: what goes wrong, where, how often, and with which numbers. */
export const faultRuleSchema = Type.Object(
  {
    kind: Type.Enum([...faultKinds]),
    /** Requests that it bears on; `create` if not said. */
    on: Type.Optional(Type.Enum([...requestKinds])),
    externalId: Type.Optional(Type.String()),
    accountId: Type.Optional(Type.String()),
    eventType: Type.Optional(Type.String()),
    /** How often at most; without it, always. */
    count: Type.Optional(Type.Integer({ minimum: 1 })),
    /** Chance of each case, drawn from the seed; without it, each case. */
    probability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    status: Type.Optional(Type.Integer({ minimum: 300, maximum: 599 })),
    retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0 })),
    retryAfterAsDate: Type.Optional(Type.Boolean()),
    delayMilliseconds: Type.Optional(Type.Integer({ minimum: 0 })),
    copies: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    seconds: Type.Optional(Type.Integer()),
  },
  { additionalProperties: false },
);

export type FaultRule = Static<typeof faultRuleSchema>;
