import { lowerBound, paginate, type Window } from '../api/paginate.ts';
import type { QueryParameters, Range } from '../api/query-parameters.ts';
import type { World } from '../core/world.ts';
import {
  senderIdOf,
  transferStates,
  type SandboxTransfer,
  type TransferState,
} from './transfer.ts';

interface Filters {
  readonly id: string | null;
  readonly externalId: string | null;
  readonly batchId: string | null;
  readonly accountId: string | null;
  readonly state: TransferState | null;
  readonly accountNumber: string | null;
  readonly document: { readonly number: string; readonly type: string } | null;
  readonly insertedAt: Range;
}

const ACCOUNT_NUMBER_LENGTH_MIN = 5;

const noFilters: Filters = {
  id: null,
  externalId: null,
  batchId: null,
  accountId: null,
  state: null,
  accountNumber: null,
  document: null,
  insertedAt: { from: null, until: null },
};

function readFilters(query: QueryParameters): Filters {
  const number = query.text('payee_document[number]');
  const type = query.text('payee_document[type]');
  if ((number === null) !== (type === null)) {
    query.fail('payee_document', 'Number and type are given together.');
  }
  const accountNumber = query.text('payee_account_number');
  if (accountNumber !== null && accountNumber.length < ACCOUNT_NUMBER_LENGTH_MIN) {
    query.fail('payee_account_number', 'At least 5 characters are expected.');
  }
  return {
    id: query.text('id'),
    // entity_id is ignored when external_id is given.
    externalId: query.text('external_id') ?? query.text('entity_id'),
    batchId: query.text('batch_id'),
    accountId: query.text('account_id'),
    state: query.oneOf('state', transferStates, null),
    accountNumber,
    document: number === null || type === null ? null : { number, type },
    insertedAt: query.range('inserted_at'),
  };
}

/** The smallest indexed list that holds everything the filters can let through. */
function candidates({ transfers }: World, filters: Filters): readonly SandboxTransfer[] {
  if (filters.id !== null) {
    const found = transfers.byId(filters.id);
    return found === undefined ? [] : [found];
  }
  if (filters.externalId !== null) return transfers.bySenderId(filters.externalId);
  if (filters.batchId !== null) return transfers.batch(filters.batchId)?.transfers ?? [];
  return filters.accountId === null ? transfers.all() : transfers.ofAccount(filters.accountId);
}

function passes(transfer: SandboxTransfer, filters: Filters, elapsed: number): boolean {
  const { wish } = transfer;
  const { document } = filters;
  if (transfer.visibleFrom > elapsed) return false;
  if (filters.state !== null && transfer.state !== filters.state) return false;
  if (filters.externalId !== null && !isSentAs(transfer, filters.externalId)) return false;
  if (filters.batchId !== null && transfer.batch.id !== filters.batchId) return false;
  if (filters.accountId !== null && transfer.batch.account.id !== filters.accountId) return false;
  const number = wish.bankAccount?.number;
  if (filters.accountNumber !== null && number !== filters.accountNumber) return false;
  if (document === null) return true;
  return wish.documentNumber === document.number && wish.documentType === document.type;
}

const isSentAs = ({ wish }: SandboxTransfer, id: string): boolean =>
  wish.externalId === id || wish.entityId === id || senderIdOf(wish) === id;

/** Whether the candidates have to be looked at one by one, beyond their place in time. */
function needsScan(world: World, filters: Filters, found: readonly SandboxTransfer[]): boolean {
  const isIndexed = filters.id !== null || filters.externalId !== null || filters.batchId !== null;
  const isNarrowed =
    filters.state !== null || filters.accountNumber !== null || filters.document !== null;
  const newest = world.lateListing.latestVisibleFrom;
  return (isIndexed && found.length > 0) || isNarrowed || newest > world.clock.elapsed();
}

/**
 * One page of `GET /v1/transfers`. Lists are kept in the order of creation, so a range of
 * `inserted_at` is found by halving and a page of a million costs no more than a page of ten.
 */
export function listTransfers(world: World, query: QueryParameters): Window<SandboxTransfer> {
  const asked = readFilters(query);
  const page = query.page();
  const isAscending = query.isAscending();
  query.check();
  const subject = {
    on: 'list' as const,
    externalIds: asked.externalId === null ? [] : [asked.externalId],
    accountId: asked.accountId,
  };
  const isIgnoring = world.faults.strike('ignore-filters', subject) !== null;
  const filters = isIgnoring ? noFilters : asked;
  const found = candidates(world, filters);
  const { from, until } = filters.insertedAt;
  const insertedAt = (transfer: SandboxTransfer): number => transfer.insertedAt;
  const start = from === null ? 0 : lowerBound(found, insertedAt, from);
  const end = until === null ? found.length : lowerBound(found, insertedAt, until + 1);
  if (!needsScan(world, filters, found)) {
    return paginate(found, { page, isAscending, from: start, to: end });
  }
  const elapsed = world.clock.elapsed();
  const passing = found.slice(start, end).filter((one) => passes(one, filters, elapsed));
  return paginate(passing, { page, isAscending });
}
