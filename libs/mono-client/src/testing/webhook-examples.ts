/** The bodies of webhooks as Mono's documentation shows them, or as they were observed with made-up values. */

export const bankTransferApprovedExample = {
  event: {
    data: {
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
    },
    type: 'bank_transfer_approved',
  },
  timestamp: '2022-12-28T16:54:38.660650Z',
} as const;

export const accountCreditedExample = {
  event: {
    data: {
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
    },
    type: 'account_credited',
  },
  timestamp: '2023-04-25T13:21:56.316609Z',
} as const;

export const collectionIntentCreditedExample = {
  event: {
    data: {
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
    },
    type: 'collection_intent_credited',
  },
  timestamp: '2023-01-04T17:17:01.101130Z',
} as const;

/** A signature made with a made-up secret. */
export const signatureVector = {
  secret: 'whsec_TESTONLYTESTONLYTESTONLYTESTONLY',
  t: 1672852621,
  raw_body:
    '{"event":{"data":{"account_id":"acc_223RxfTSugBz8KfLSWoEnT","amount":{"amount":10000000,"currency":"COP"},"collection_link_id":"clink_3QVH4A9L4QQzAajaK4VMrB","external_id":"b3852866-33b2-452c-b269-33591a38c4d0","id":"cint_5dHsMj4uwhhujcVUTuw1OP","inserted_at":"2023-01-04T17:16:32.812292Z","note":"a Note","payer":{"document_number":"1033711400","document_type":"CC","name":"peter rosas"},"payment":{"provider":"pse","transaction_id":"3052043"},"reference":"REF #132ABC","state":"account_credited","updated_at":"2023-01-04T17:16:58.071790Z"},"type":"collection_intent_credited"},"timestamp":"2023-01-04T17:17:01.101130Z"}',
  header_value: 't=1672852621,v1=fc4365a58b84f6af0ad00dbbc4a52c1a45e4478c54b94622c8eeb71ac20a11ee',
} as const;
