import { Migration } from '@riel/database';

const refuseChange = `
  create function gateway.refuse_change() returns trigger language plpgsql as $body$
  begin
    raise exception '% on gateway.% is refused: it is append-only', tg_op, tg_table_name
      using errcode = 'insufficient_privilege', schema = 'gateway', table = tg_table_name;
  end
  $body$`;

/**
 * A server that starts anew may run on a data folder that was put back, and a database with another
 * oid is a copy, so both belong to what the schema remembers of where it is. Until `look_ups_from` a
 * request that nobody here knows the end of may be on its way, so an earlier look-up proves nothing.
 * What operators did cannot be changed by the owner of the table either.
 */
export class GuardMemory extends Migration {
  override up(): void {
    const statements = [
      // Null in what was written before: the next look says that it may have forgotten.
      `alter table gateway.servers add column database_oid bigint, add column started_at bigint`,
      `alter table gateway.submissions add column look_ups_from bigint not null default 0`,
      refuseChange,
      `create trigger operator_actions_append_only
        before update or delete or truncate on gateway.operator_actions
        for each statement execute function gateway.refuse_change()`,
    ];
    for (const statement of statements) this.addSql(statement);
  }
}
