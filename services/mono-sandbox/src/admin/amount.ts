import { Type } from 'typebox';

/** Centavos as a whole number or as digits. */
export const amountSchema = Type.Union([
  Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ pattern: '^[1-9][0-9]{0,15}$' }),
]);

export const centavosOf = (amount: string | number): bigint => BigInt(amount);
