declare const brand: unique symbol;

/** A primitive that carries the name of its meaning, so that one id is never taken for another. */
export type Branded<Primitive, Name extends string> = Primitive & { readonly [brand]: Name };

/** Id of a fact: equal ids are the same fact. */
export type EventId = Branded<string, 'EventId'>;

/** Our id of a transfer, a UUID derived from caller and idempotency key. */
export type TransferId = Branded<string, 'TransferId'>;

/** Our id of a PSE collection link, derived from caller and idempotency key. */
export type CollectionLinkId = Branded<string, 'CollectionLinkId'>;

/** Our id of an adjustment, derived from caller and idempotency key. */
export type AdjustmentId = Branded<string, 'AdjustmentId'>;

/** Mono's id of one of its transfers (`trn_`). */
export type MonoTransferId = Branded<string, 'MonoTransferId'>;

/** Mono's id of an account (`acc_`). */
export type MonoAccountId = Branded<string, 'MonoAccountId'>;

/** Mono's id of a batch of transfers (`bat_`). */
export type MonoBatchId = Branded<string, 'MonoBatchId'>;

/** Mono's id of an account movement (`tx_`). */
export type MonoTransactionId = Branded<string, 'MonoTransactionId'>;

/** Mono's id of a PSE collection intent (`cint_`). */
export type CollectionIntentId = Branded<string, 'CollectionIntentId'>;

/** Our id of one create call to Mono. */
export type SubmissionId = Branded<string, 'SubmissionId'>;

/** Stable id of a client that outlives its API keys. */
export type Caller = Branded<string, 'Caller'>;

/** Keyed hash of a payee's document type and number. */
export type ThirdPartyId = Branded<string, 'ThirdPartyId'>;

/** Money in minor units of a currency (1 peso = 100). */
export type MinorUnits = Branded<bigint, 'MinorUnits'>;

/** Microseconds since 1970-01-01T00:00:00Z, UTC. */
export type Instant = Branded<number, 'Instant'>;
