import { formatInstant, parseInstant } from '@riel/runtime';
import { type Static, Type } from 'typebox';
import { problem } from '../api/mono-error.ts';
import type { World } from '../core/world.ts';
import { amountSchema, centavosOf } from './amount.ts';

export const creditSchema = Type.Object(
  {
    accountId: Type.String(),
    amount: amountSchema,
    type: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    transactionAt: Type.Optional(Type.String()),
    payer: Type.Optional(
      Type.Object({
        name: Type.String(),
        documentNumber: Type.String(),
        bankCode: Type.Optional(Type.String()),
        bankName: Type.Optional(Type.String()),
      }),
    ),
  },
  { additionalProperties: false },
);

export type CreditWish = Static<typeof creditSchema>;

const defaultPayer = {
  name: 'SANDBOX PAYER SAS',
  documentNumber: '900000001',
  bankCode: '007',
  bankName: 'BANCOLOMBIA',
};

/** Money comes in: the balance rises and `account_credited` is told, in the shape once observed. */
export function creditAccount(world: World, wish: CreditWish): string {
  const account = world.accounts.get(wish.accountId);
  if (account === undefined) throw problem(404, 'item_not_found', 'The account does not exist.');
  const amount = centavosOf(wish.amount);
  const at =
    wish.transactionAt === undefined ? world.clock.stamp() : parseInstant(wish.transactionAt);
  if (at === null) throw problem(422, 'validation_error', 'transactionAt is no time.');
  const payer = { ...defaultPayer, ...wish.payer };
  const id = world.newId('tx');
  world.accounts.move(account, amount);
  world.webhooks.emit({
    type: 'account_credited',
    data: {
      account: { id: account.id, number: account.number },
      amount: { amount: Number(amount), currency: 'COP' },
      description: wish.description ?? `Abono ${payer.name}`,
      extra: {},
      id,
      payer: {
        bank: { code: payer.bankCode, name: payer.bankName },
        document_number: payer.documentNumber,
        name: payer.name,
      },
      transaction_at: formatInstant(at),
      type: wish.type ?? 'incoming_wire',
    },
    objectId: id,
    externalId: null,
    accountId: account.id,
  });
  return id;
}
