import { commonSettings } from '@riel/runtime';
import { type Static, Type } from 'typebox';

const count = (value: number, description: string) =>
  Type.Integer({ minimum: 1, default: value, description });
const delay = (value: number, description: string) =>
  Type.Integer({ minimum: 0, default: value, description: `virtual milliseconds ${description}` });
const oneOf = <Values extends readonly [string, ...string[]]>(
  values: Values,
  description: string,
) =>
  Type.Union(
    values.map((value) => Type.Literal(value as Values[number])),
    {
      default: values[0],
      description,
    },
  );

/** Everything that Mono's contract leaves open is a setting here; the first value is the default. */
export const settingsSchema = Type.Object({
  ...commonSettings,
  HTTP_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description: 'port' }),
  SANDBOX_API_KEYS_FILE: Type.String({ description: 'JSON list of { key, role }' }),
  SANDBOX_ACCOUNTS_FILE: Type.String({
    description: 'JSON list of { id, name, number, availableMinorUnits }',
  }),
  SANDBOX_WEBHOOK_ENDPOINTS_FILE: Type.Optional(
    Type.String({ description: 'JSON list of { url, secret }' }),
  ),
  SANDBOX_SEED: Type.Integer({ default: 1, description: 'seed of the faults that have a chance' }),
  SANDBOX_TIME_SPEED: Type.Number({
    exclusiveMinimum: 0,
    default: 1,
    description: 'how many times faster delays and the webhook schedule run',
  }),
  SANDBOX_TIMESTAMPS: oneOf(['wall', 'virtual'], 'clock of the times that are sent'),

  SANDBOX_IN_PROGRESS_DELAY_MILLISECONDS: delay(20, 'from created to in_progress'),
  SANDBOX_FALLBACK_DELAY_MILLISECONDS: delay(50, 'until a rail is given up'),
  SANDBOX_ORIGIN_DECLINE_DELAY_MILLISECONDS: delay(80, 'until the origin declines'),
  SANDBOX_DESTINATION_DECLINE_DELAY_MILLISECONDS: delay(200, 'until the destination declines'),
  SANDBOX_TURBO_DELAY_MILLISECONDS: delay(100, 'until turbo settles'),
  SANDBOX_TRANSFIYA_DELAY_MILLISECONDS: delay(100, 'until transfiya settles'),
  SANDBOX_BREB_DELAY_MILLISECONDS: delay(100, 'until breb settles'),
  SANDBOX_ACH_DELAY_MILLISECONDS: delay(150, 'until ach settles'),
  SANDBOX_PSE_DELAY_MILLISECONDS: delay(50, 'between the steps of a PSE payment'),

  SANDBOX_RAIL_FIELD: oneOf(['final', 'always', 'never'], 'when `rail` is shown'),
  SANDBOX_ROUTING_AFTER_FALLBACK: oneOf(['kept', 'rewritten'], '`routing` after a fallback'),
  SANDBOX_AUTOMATIC_FALLBACK: Type.Boolean({
    default: true,
    description: 'turbo falls back to ach if no fallback_routing was sent',
  }),
  SANDBOX_EMPTY_FALLBACK_FORBIDS: Type.Boolean({
    default: true,
    description: 'an explicit empty fallback_routing forbids the automatic fallback',
  }),
  SANDBOX_DUPLICATES: oneOf(
    ['state-duplicated', 'return-existing'],
    'what an external_id seen before gives',
  ),
  SANDBOX_ECHO_IDS: oneOf(['both', 'external', 'entity'], 'fields in which our id comes back'),
  SANDBOX_SIGNED_TIME: oneOf(['event', 'attempt'], 'time that a repeated delivery is signed with'),
  SANDBOX_BATCH_SENT_WEBHOOKS: Type.Boolean({
    default: true,
    description: 'batch_sent for batches that need no authorisation',
  }),

  SANDBOX_TRANSFERS_MAX: count(1_000_000, 'transfers kept; more are refused with 503'),
  SANDBOX_IDEMPOTENCY_KEYS_MAX: count(200_000, 'keys kept; the oldest are forgotten'),
  SANDBOX_WEBHOOKS_WAITING_MAX: count(1_000_000, 'webhooks waiting; more refuse creations'),
  SANDBOX_DELIVERIES_KEPT_MAX: count(10_000, 'deliveries that the state can show'),
  SANDBOX_WEBHOOK_CONCURRENCY: count(32, 'webhooks sent at once, per endpoint'),
  SANDBOX_WEBHOOK_TIMEOUT_MILLISECONDS: count(10_000, 'real time that a receiver has'),
  SANDBOX_BODY_BYTES_MAX: count(4_194_304, 'longest request body'),
});

export type Settings = Static<typeof settingsSchema>;
