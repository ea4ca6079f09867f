/**
 * One body of each type of webhook: as Mono's documentation shows it, or with the documented fields
 * set on the shown object where the documentation only names them.
 */

export const approvedTransfer = {
  amount: {
    amount: 1600000,
    currency: 'COP',
  },
  batch: {
    account_id: 'acc_16ktUqSO7G0qTHDz8I3qrG',
    id: 'bat_2DpSchlriwoCuyGMOoIuwp',
    inserted_at: '2022-12-28T16:19:52.471575Z',
    origin: 'api',
    state: 'declined',
    total_amount: {
      amount: 1600000,
      currency: 'COP',
    },
    updated_at: '2022-12-28T16:40:06.822840Z',
  },
  declination_reason: null,
  description: 'some description',
  entity_id: '123456789',
  id: 'trn_2PVWOx9dZKJMBZw7opjrrs',
  inserted_at: '2022-12-28T16:19:52.530158Z',
  payee: {
    bank_account: {
      bank_code: '007',
      number: '000000009',
      type: 'savings_account',
    },
    document_number: '1033711400',
    document_type: 'CC',
    email: 'someone@gmail.com',
    name: 'patricio rothschild',
  },
  recipient_handle: null,
  reference: 'ref # 1231',
  state: 'approved',
  updated_at: '2022-12-28T16:40:06.812742Z',
  routing: 'ach',
  fallback_routing: [],
};

const accountCredit = {
  account: {
    id: 'acc_0000000000000000000000',
    number: '000000001',
  },
  amount: {
    amount: 69300000,
    currency: 'COP',
  },
  description: 'Abono EXAMPLE PAYER SAS BANCOLOMBIA - 900000001 Ref: PROVEEDOR',
  extra: {},
  id: 'tx_0000000000000000000000',
  payer: {
    bank: {
      code: '007',
      name: 'BANCOLOMBIA',
    },
    document_number: '900000001',
    name: 'EXAMPLE PAYER SAS',
  },
  transaction_at: '2023-04-24T22:26:19.000000Z',
  type: 'incoming_wire',
};

const creditedIntent = {
  account_id: 'acc_223RxfTSugBz8KfLSWoEnT',
  amount: {
    amount: 10000000,
    currency: 'COP',
  },
  collection_link_id: 'clink_3QVH4A9L4QQzAajaK4VMrB',
  external_id: 'b3852866-33b2-452c-b269-33591a38c4d0',
  id: 'cint_5dHsMj4uwhhujcVUTuw1OP',
  inserted_at: '2023-01-04T17:16:32.812292Z',
  note: 'a Note',
  payer: {
    document_number: '1033711400',
    document_type: 'CC',
    name: 'peter rosas',
  },
  payment: {
    provider: 'pse',
    transaction_id: '3052043',
  },
  reference: 'REF #132ABC',
  state: 'account_credited',
  updated_at: '2023-01-04T17:16:58.071790Z',
};

const batch = (state: string, more: object = {}) => ({ ...approvedTransfer.batch, state, ...more });

/** What an example leads to. */
export interface WebhookExample {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly id: string };
  /** The event that it states by itself; null if it states none. */
  readonly eventName: string | null;
  /** Whether Mono is asked because of it. */
  readonly isLookedUp: boolean;
}

/** An example of every type that is documented. */
export const webhookExamples: readonly WebhookExample[] = [
  {
    type: 'bank_transfer_approved',
    data: approvedTransfer,
    eventName: 'TransferSettled',
    isLookedUp: false,
  },
  {
    type: 'bank_transfer_rejected',
    data: {
      ...approvedTransfer,
      state: 'declined',
      declination_reason: 'insufficient_funds',
    },
    eventName: 'TransferDeclined',
    isLookedUp: false,
  },
  {
    type: 'bank_transfer_fallback_routing',
    data: {
      ...approvedTransfer,
      state: 'in_progress',
      fallback_reason: 'a reason of Mono',
    },
    eventName: 'TransferRerouted',
    isLookedUp: false,
  },
  {
    type: 'bank_transfer_change_final_state',
    data: { ...approvedTransfer, state: 'declined', previous_state: 'approved' },
    eventName: 'TransferFinalStateChanged',
    isLookedUp: false,
  },
  {
    type: 'bank_transfer_change_final_state',
    data: { ...approvedTransfer, previous_state: 'declined' },
    eventName: 'TransferFinalStateChanged',
    isLookedUp: false,
  },
  {
    type: 'account_credited',
    data: accountCredit,
    eventName: 'AccountCredited',
    isLookedUp: false,
  },
  {
    type: 'batch_authorization_requested',
    data: batch('pending_otp'),
    eventName: null,
    isLookedUp: true,
  },
  {
    type: 'batch_sent',
    data: batch('processing_transactions', { approved_by_user: { name: 'somebody' } }),
    eventName: null,
    isLookedUp: true,
  },
  {
    type: 'batch_canceled',
    data: batch('cancelled', { canceled_by_user: { name: 'somebody' } }),
    eventName: null,
    isLookedUp: true,
  },
  { type: 'batch_duplicated', data: batch('duplicated'), eventName: null, isLookedUp: true },
  {
    type: 'collection_intent_credited',
    data: creditedIntent,
    eventName: 'CollectionCredited',
    isLookedUp: false,
  },
  {
    type: 'collection_intent_failed',
    data: {
      ...creditedIntent,
      state: 'failed',
      payment: { ...creditedIntent.payment, provider_message: 'a reason of the provider' },
    },
    eventName: 'CollectionFailed',
    isLookedUp: false,
  },
  { type: 'card_transaction', data: { id: 'tx_of_a_card' }, eventName: null, isLookedUp: false },
];

/** The vector of the signature: secret, time, body and header are made up, and belong together. */
export const signatureVector = {
  secret: 'whsec_TESTONLYTESTONLYTESTONLYTESTONLY',
  signedAtSeconds: 1672852621,
  rawBody:
    '{"event":{"data":{"account_id":"acc_223RxfTSugBz8KfLSWoEnT","amount":{"amount":10000000,"currency":"COP"},"collection_link_id":"clink_3QVH4A9L4QQzAajaK4VMrB","external_id":"b3852866-33b2-452c-b269-33591a38c4d0","id":"cint_5dHsMj4uwhhujcVUTuw1OP","inserted_at":"2023-01-04T17:16:32.812292Z","note":"a Note","payer":{"document_number":"1033711400","document_type":"CC","name":"peter rosas"},"payment":{"provider":"pse","transaction_id":"3052043"},"reference":"REF #132ABC","state":"account_credited","updated_at":"2023-01-04T17:16:58.071790Z"},"type":"collection_intent_credited"},"timestamp":"2023-01-04T17:17:01.101130Z"}',
  header: 't=1672852621,v1=fc4365a58b84f6af0ad00dbbc4a52c1a45e4478c54b94622c8eeb71ac20a11ee',
};
