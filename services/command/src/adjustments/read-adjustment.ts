import { parseMinorUnits } from '@riel/money';
import type { MinorUnits } from '@riel/schemas';
import { createFieldReader, type FieldReader } from '../transfers/field-reader.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { counterAccountForm, currencyForm } from '../transfers/transfer-forms.ts';
import type { AdjustmentCommand, AdjustmentPosting } from './adjustment-command.ts';

/** The command, or everything that is wrong with its form. */
export type ReadAdjustment =
  | { readonly kind: 'command'; readonly command: AdjustmentCommand }
  | { readonly kind: 'faulty'; readonly faults: readonly Rejection[] };

/** Most lines of one entry. */
export const POSTINGS_MAX = 100;
/**
 * Most of one side of an entry, in minor units. Far below 64 bits, because the ledger sums many entries of an
 * account and day in 64 bits, and a sum that does not fit would stop its partition for ever.
 */
const SIDE_MINOR_UNITS_MAX = 10n ** 15n;

const authorForm = { lengthMin: 1, lengthMax: 200, description: '1 to 200 characters' };
const reasonForm = { lengthMin: 1, lengthMax: 1_000, description: '1 to 1000 characters' };
const driftIdForm = {
  lengthMin: 1,
  lengthMax: 200,
  pattern: /^[\w.:-]+$/,
  description: 'the id of a drift: letters, digits, _ . : and -',
};

/** Reads the command from parsed JSON. Checks the form alone, so that replays stay readable for ever. */
export function readAdjustment(input: unknown): ReadAdjustment {
  const faults: Rejection[] = [];
  const reader = createFieldReader(input, '', faults);
  const command: AdjustmentCommand = {
    author: reader.text('author', authorForm),
    reason: reader.text('reason', reasonForm),
    driftId: reader.optionalText('driftId', driftIdForm),
    openingBalance: readFlag(reader, 'openingBalance'),
    postings: readPostings(reader, faults),
  };
  reader.refuseOthers(['author', 'reason', 'driftId', 'openingBalance', 'postings']);
  if (faults.length === 0) checkBalance(reader, command.postings);
  if (faults.length === 0) checkAccounts(command, faults);
  return faults.length === 0 ? { kind: 'command', command } : { kind: 'faulty', faults };
}

function readFlag(reader: FieldReader, name: string): boolean {
  const raw = reader.raw(name) ?? false;
  if (typeof raw === 'boolean') return raw;
  reader.fault(name, 'wrong-type', 'must be true or false');
  return false;
}

function readPostings(reader: FieldReader, faults: Rejection[]): readonly AdjustmentPosting[] {
  const raw = reader.raw('postings') ?? null;
  if (raw === null) {
    reader.fault('postings', 'required', 'must be given');
    return [];
  }
  if (!Array.isArray(raw)) {
    reader.fault('postings', 'wrong-type', 'must be a list');
    return [];
  }
  if (raw.length < 2 || raw.length > POSTINGS_MAX) {
    reader.fault('postings', 'wrong-length', `must have 2 to ${POSTINGS_MAX} lines`);
    return [];
  }
  return raw.map((line: unknown, index) => {
    if (typeof line !== 'object' || line === null || Array.isArray(line)) {
      reader.fault(`postings[${index}]`, 'wrong-type', 'must be an object');
    }
    const fields = createFieldReader(line, `postings[${index}].`, faults);
    fields.refuseOthers(['account', 'amount', 'currency']);
    return {
      account: fields.text('account', counterAccountForm),
      amount: readSignedAmount(fields),
      currency: fields.text('currency', currencyForm),
    };
  });
}

function readSignedAmount(reader: FieldReader): MinorUnits {
  const raw = reader.raw('amount') ?? null;
  if (raw === null) {
    reader.fault('amount', 'required', 'must be given');
    return 0n as MinorUnits;
  }
  const amount = parseMinorUnits(raw);
  if (amount.kind === 'amount' && amount.minorUnits !== 0n) return amount.minorUnits;
  if (amount.kind === 'amount' || amount.reason === 'out-of-range') {
    reader.fault('amount', 'out-of-range', 'must not be zero and must fit 64 bits');
  } else {
    const message =
      'must be minor units: a whole number below 2^53 or a text of digits, negative for a credit';
    reader.fault('amount', 'wrong-form', message);
  }
  return 0n as MinorUnits;
}

function checkBalance(reader: FieldReader, postings: readonly AdjustmentPosting[]): void {
  const sums = new Map<string, { debits: bigint; total: bigint }>();
  for (const { amount, currency } of postings) {
    const { debits, total } = sums.get(currency) ?? { debits: 0n, total: 0n };
    sums.set(currency, {
      debits: amount > 0n ? debits + amount : debits,
      total: total + amount,
    });
  }
  for (const [currency, { debits, total }] of sums) {
    if (total !== 0n) {
      reader.fault('postings', 'unbalanced', `must sum to zero in ${currency}`);
    } else if (debits > SIDE_MINOR_UNITS_MAX) {
      const most = `must have sides of at most ${SIDE_MINOR_UNITS_MAX} minor units in ${currency}`;
      reader.fault('postings', 'out-of-range', most);
    }
  }
}

// What is in clearing and in cash follows from facts alone; a person may only say how cash began, or
// name the difference that an entry closes.
function checkAccounts({ postings, ...command }: AdjustmentCommand, faults: Rejection[]): void {
  const mayTouchCash = command.openingBalance || command.driftId !== null;
  for (const [index, { account }] of postings.entries()) {
    const field = `postings[${index}].account`;
    const code = 'account-not-adjustable';
    if (account.startsWith('clearing:')) {
      faults.push({
        field,
        code,
        message: 'must not be clearing: it follows from transfers alone',
      });
    } else if (account.startsWith('assets:mono:') && !mayTouchCash) {
      const message =
        'must not be cash, unless as opening balance or with the drift that it closes';
      faults.push({ field, code, message });
    }
  }
}
