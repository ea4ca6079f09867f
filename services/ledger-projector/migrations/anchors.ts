/** Signed chain heads: kept here, published, and exported for whoever wants to hold the ledger to them. */
export const anchors: readonly string[] = [
  `create table ledger.anchors (
    due_at bigint primary key,
    event_id uuid not null unique,
    occurred_at bigint not null,
    line text not null,
    payload bytea not null,
    published_at bigint
  )`,
  // That it was published is all that may be noted later.
  `create trigger anchors_append_only
    before delete or truncate or update of due_at, event_id, occurred_at, line, payload
    on ledger.anchors for each statement execute function ledger.refuse_change()`,
  `create view ledger.v_anchors as
    select due_at, event_id, occurred_at, line, published_at from ledger.anchors`,
];
