/** By which link of ours a PSE payment was made, so that a link can be told with what was paid by it. */
export const collectionLinks: readonly string[] = [
  'alter table ledger.subjects add column collection_link_id text',
  `create index subjects_collection_link on ledger.subjects (collection_link_id)
    where collection_link_id is not null`,
  `create or replace view ledger.v_subjects as
    select partition_id, subject_key, kind, state, is_final, requested_rail, actual_rail,
      rail_evidence, amount, settled_amount, currency, mono_account_id, mono_transfer_id, caller, third_party_id,
      clearing_held, fees, taxes, first_date, requested_at, accepted_at,
      case when actual_rail is not null then final_at end as settled_at, final_at,
      ledger.fact_ids(partition_id, fact_numbers) as fact_ids, encoded, collection_link_id
    from ledger.subjects`,
];
