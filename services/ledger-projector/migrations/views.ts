const chainNumberMask = '((1::bigint << 40) - 1)';

/** The published interface of the ledger: described column by column in the README of this service. */
export const views: readonly string[] = [
  `create function ledger.instant(microseconds bigint) returns timestamptz
    language sql immutable strict parallel safe
    return timestamptz 'epoch' + microseconds * interval '1 microsecond'`,
  `create function ledger.fact_id(partition_id integer, chain_number bigint) returns bigint
    language sql immutable strict parallel safe
    return (partition_id::bigint << 40) | chain_number`,
  `create function ledger.fact_ids(partition_id integer, fact_numbers bytea) returns bigint[]
    language sql immutable strict parallel safe
    return (
      select array_agg(
               (partition_id::bigint << 40)
               | ('x' || encode(substr(fact_numbers, place * 5 + 1, 5), 'hex'))::bit(40)::bigint
               order by place)
        from generate_series(0, octet_length(fact_numbers) / 5 - 1) as place
    )`,
  `create view ledger.v_partitions as
    select partition_id, topic, partition, cluster_id, next_offset, last_offset, chain_number,
      chain_hash, known_at, marker_number, tables_number, closed_through
    from ledger.partitions`,
  `create view ledger.v_accounts as
    select account_id, code, currency, name, type, normal_side, puc_code, beancount_name,
      mono_account_id, rail, tables_number
    from ledger.accounts`,
  `create view ledger.v_subjects as
    select partition_id, subject_key, kind, state, is_final, requested_rail, actual_rail,
      rail_evidence, amount, settled_amount, currency, mono_account_id, mono_transfer_id, caller, third_party_id,
      clearing_held, fees, taxes, first_date, requested_at, accepted_at,
      case when actual_rail is not null then final_at end as settled_at, final_at,
      ledger.fact_ids(partition_id, fact_numbers) as fact_ids, encoded
    from ledger.subjects`,
  `create view ledger.v_transfers as
    select partition_id, subject_key as transfer_id, state, is_final, requested_rail, actual_rail,
      rail_evidence, amount, settled_amount, currency, mono_account_id, mono_transfer_id, caller, third_party_id,
      clearing_held, fees, taxes, first_date, requested_at, accepted_at,
      case when actual_rail is not null then final_at end as settled_at, final_at,
      ledger.fact_ids(partition_id, fact_numbers) as fact_ids, encoded
    from ledger.subjects
    where kind = 'transfer'`,
  `create view ledger.v_facts as
    select fact_id, partition_id, fact_id & ${chainNumberMask} as chain_number, event_id, variant,
      event_name::text as event_name, subject_key, occurred_at, recorded_at, known_at, log_offset,
      digest, chain_hash
    from ledger.facts`,
  // Line 0 stands for its entry.
  `create view ledger.v_entries as
    select entry.fact_id, entry.entry_number, entry.kind::text as kind, entry.booking_date,
      (ledger.instant(fact.occurred_at) at time zone 'America/Bogota')::date as fact_date,
      reversal.reverses, fact.partition_id, entry.fact_id & ${chainNumberMask} as chain_number,
      fact.event_id, fact.event_name::text as event_name, fact.subject_key, fact.occurred_at,
      fact.recorded_at, fact.known_at, fact.chain_hash
    from ledger.postings entry
    join ledger.facts fact on fact.fact_id = entry.fact_id
    left join ledger.reversals reversal
      on reversal.fact_id = entry.fact_id and reversal.entry_number = entry.entry_number
    where entry.line = 0`,
  `create view ledger.v_postings as
    select posting.fact_id, posting.entry_number, posting.line, posting.kind::text as kind,
      posting.account_id, account.code, account.currency, posting.amount, posting.booking_date
    from ledger.postings posting
    join ledger.accounts account on account.account_id = posting.account_id`,
  `create view ledger.v_balances as
    select balance.account_id, account.code, account.currency, balance.booking_date,
      balance.known_date, balance.partition_id, balance.debit, balance.credit
    from ledger.balances balance
    join ledger.accounts account on account.account_id = balance.account_id`,
  `create view ledger.v_marks as
    select mark.fact_id, mark.mark_number, mark.kind, mark.amount, mark.currency, mark.about,
      fact.partition_id, mark.fact_id & ${chainNumberMask} as chain_number, fact.event_id,
      fact.event_name::text as event_name, fact.subject_key, fact.occurred_at, fact.known_at
    from ledger.marks mark
    join ledger.facts fact on fact.fact_id = mark.fact_id`,
  `create view ledger.v_set_aside as
    select aside.fact_id, fact.partition_id, aside.fact_id & ${chainNumberMask} as chain_number,
      fact.log_offset, fact.event_id, fact.digest, aside.code, aside.reason, aside.size_bytes,
      aside.trace_id, fact.known_at
    from ledger.set_aside aside
    join ledger.facts fact on fact.fact_id = aside.fact_id`,
  `create view ledger.v_tables as
    select marker_number, event_id, tables_digest, content, occurred_at, author
    from ledger.tables`,
  `create view ledger.v_markers as
    select marker_number, event_name, event_id, author, occurred_at, written_at
    from ledger.markers`,
];

/** Names of the views, for the grants. */
export const viewNames: readonly string[] = [
  'v_partitions',
  'v_accounts',
  'v_subjects',
  'v_transfers',
  'v_facts',
  'v_entries',
  'v_postings',
  'v_balances',
  'v_marks',
  'v_set_aside',
  'v_tables',
  'v_markers',
  'v_anchors',
  'v_closings',
  'v_closing_sums',
];
