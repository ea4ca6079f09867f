import type { CollectionIntentId, Instant, MonoAccountId, MonoTransferId } from '@riel/ids';
import type { MonoAccount, MonoBalance } from '../objects/mono-account.ts';
import type { MonoBankKind, MonoBankList } from '../objects/mono-bank.ts';
import type { MonoCollectionIntent } from '../objects/mono-collection-intent.ts';
import type { MonoCollectionLink } from '../objects/mono-collection-link.ts';
import type { MonoCreatedTransfers } from '../objects/mono-created-transfers.ts';
import type { MonoPage } from '../objects/mono-page.ts';
import type { MonoTransfer } from '../objects/mono-transfer.ts';
import type { MonoOutcome } from './outcome.ts';
import type { StoredSubmission } from './stored-submission.ts';

/** A key of Mono's API. The secret goes into one header and nowhere else. */
export interface MonoApiKey {
  readonly id: string;
  readonly secret: string;
}

/** What every call needs. A Viewer key is enough for all that reads. */
export interface MonoCall {
  readonly apiKey: MonoApiKey;
  /** Gives the request up; the outcome is then `aborted`. */
  readonly signal?: AbortSignal;
  readonly traceparent?: string;
}

/** Page numbers from 1; sizes from 10 to 500. Mono's default is the first 10. */
export interface PageWish {
  readonly number: number;
  readonly size: number;
}

/** Bounds of a time range, both included. */
export interface TimeRange {
  readonly from?: Instant;
  readonly until?: Instant;
}

export interface TransferFilters {
  readonly id?: MonoTransferId;
  readonly externalId?: string;
  /** Deprecated by Mono; ignored when `externalId` is given. */
  readonly entityId?: string;
  readonly batchId?: string;
  readonly accountId?: MonoAccountId;
  readonly state?: string;
  readonly payeeAccountNumber?: string;
  readonly payeeDocument?: { readonly number: string; readonly type: string };
  readonly insertedAt?: TimeRange;
}

export interface CollectionLinkFilters {
  readonly externalId?: string;
  readonly reference?: string;
  readonly enabled?: boolean;
  readonly insertedAt?: TimeRange;
  readonly expiresAt?: TimeRange;
}

export interface CollectionIntentFilters {
  readonly accountId?: MonoAccountId;
  readonly collectionLinkId?: string;
  readonly state?: string;
}

/** Order of a list; Mono's default is newest first. Paging upward is the order that new rows do not shift. */
export interface Sort {
  readonly field: 'inserted_at';
  readonly direction: 'asc' | 'desc';
}

export interface ListCall<Filters> extends MonoCall {
  readonly filters?: Filters;
  readonly page?: PageWish;
  readonly sort?: Sort;
}

/** The calls that only read. */
export interface MonoReader {
  listTransfers(call: ListCall<TransferFilters>): Promise<MonoOutcome<MonoPage<MonoTransfer>>>;
  /** The transfers that carry our id, in any state; normally none or one. The look-up of the gateway. */
  findTransfersByExternalId(
    call: MonoCall & { readonly externalId: string; readonly accountId?: MonoAccountId },
  ): Promise<MonoOutcome<MonoPage<MonoTransfer>>>;
  listBanks(call: MonoCall & { readonly kind: MonoBankKind }): Promise<MonoOutcome<MonoBankList>>;
  listAccounts(
    call: MonoCall & { readonly page?: PageWish },
  ): Promise<MonoOutcome<MonoPage<MonoAccount>>>;
  /** `live` asks the bank; without it the balance is cached and may be old: see its `updatedAt`. */
  getBalance(
    call: MonoCall & { readonly accountId: MonoAccountId; readonly live: boolean },
  ): Promise<MonoOutcome<MonoBalance>>;
  listCollectionLinks(
    call: ListCall<CollectionLinkFilters>,
  ): Promise<MonoOutcome<MonoPage<MonoCollectionLink>>>;
  getCollectionLink(
    call: MonoCall & { readonly id: string },
  ): Promise<MonoOutcome<MonoCollectionLink>>;
  listCollectionIntents(
    call: ListCall<CollectionIntentFilters>,
  ): Promise<MonoOutcome<MonoPage<MonoCollectionIntent>>>;
  getCollectionIntent(
    call: MonoCall & { readonly id: CollectionIntentId },
  ): Promise<MonoOutcome<MonoCollectionIntent>>;
}

/** The calls that create, each of a stored submission: its exact bytes under its key, once per call. */
export interface MonoCreator {
  createTransfers(
    submission: StoredSubmission,
    call: MonoCall,
  ): Promise<MonoOutcome<MonoCreatedTransfers>>;
  createCollectionLink(
    submission: StoredSubmission<'collection-link'>,
    call: MonoCall,
  ): Promise<MonoOutcome<MonoCollectionLink>>;
  createCollectionIntent(
    submission: StoredSubmission<'collection-intent'>,
    call: MonoCall,
  ): Promise<MonoOutcome<MonoCollectionIntent>>;
}

/** Mono's Banking API. Nothing is retried and nothing thrown: each call gives what came of it. */
export interface MonoClient extends MonoReader, MonoCreator {
  close(): Promise<void>;
}
