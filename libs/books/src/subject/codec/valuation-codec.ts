import type { Refund } from '../../tables/tables.ts';
import type { ValuedComponent } from '../../valuation.ts';
import type { PlacedValuation, ValuationProblem } from '../placed-valuation.ts';
import { remember } from '../../remember.ts';
import type { Context } from './context.ts';
import {
  amountAt,
  amountJson,
  listAt,
  numberAt,
  textAt,
  textOrNullAt,
  trimmed,
  wordAt,
  type Json,
} from './json.ts';

const refunds: readonly Refund[] = ['kept', 'refunded', 'receivable'];
const names = ['fee', 'iva', 'gmf', 'gmf-on-charges'];
const problems: readonly (ValuationProblem | null)[] = [
  null,
  'unknown-mono-account',
  'unknown-rail',
  'unknown-tariff',
];

/** `[place, Mono transfer, rail, components, problem, amount, currency]`, shared parts as 0. */
export function encodeValuation(valuation: PlacedValuation, context: Context): Json {
  const { rail, components, amount, currency } = valuation;
  return trimmed([
    valuation.place,
    context.monoTransferIds.indexOf(valuation.monoTransferId),
    rail === context.rail ? 0 : rail,
    components.flatMap((component) => encodeComponent(component, rail)),
    problems.indexOf(valuation.problem),
    amount === context.amount ? 0 : [amountJson(amount)],
    currency === context.currency ? 0 : currency,
  ]);
}

/** Undoes `encodeValuation`. */
export function decodeValuation(list: readonly Json[], context: Context): PlacedValuation {
  const mono = numberAt(list, 1);
  const rail = textOrNullAt(list, 2) ?? context.rail;
  const flat = listAt(list, 3);
  const components: ValuedComponent[] = [];
  for (let start = 0; start < flat.length; start += 4) {
    components.push(decodeComponent(flat, start, rail));
  }
  const amount = listAt(list, 5);
  return {
    place: numberAt(list, 0),
    monoTransferId: mono < 0 ? '' : wordAt(context.monoTransferIds, mono),
    rail,
    amount: amount.length === 0 ? context.amount : amountAt(amount, 0),
    currency: textOrNullAt(list, 6) ?? context.currency,
    problem: wordAt(problems, numberAt(list, 4)),
    components,
  };
}

/** `name, account, amount, code`: the code holds how it is debited and refunded. */
function encodeComponent(component: ValuedComponent, rail: string): Json[] {
  const { name, account, amount, debited, refund } = component;
  const code =
    (debited === 'at-once' ? 0 : REFUND_CODES) +
    refunds.indexOf(refund.declinedAtOrigin) * 9 +
    refunds.indexOf(refund.declinedAtDestination) * 3 +
    refunds.indexOf(refund.reversed);
  const number = usualAccounts(rail).indexOf(account);
  const nameNumber = names.indexOf(name);
  return [
    nameNumber < 0 ? name : nameNumber,
    number < 0 ? account : number,
    amountJson(amount),
    code,
  ];
}

function decodeComponent(flat: readonly Json[], start: number, rail: string): ValuedComponent {
  const code = numberAt(flat, start + 3);
  const name = flat[start];
  const account = flat[start + 1];
  return {
    name: typeof name === 'number' ? wordAt(names, name) : textAt(flat, start),
    account:
      typeof account === 'number' ? wordAt(usualAccounts(rail), account) : textAt(flat, start + 1),
    amount: amountAt(flat, start + 2),
    debited: code >= REFUND_CODES ? 'by-invoice' : 'at-once',
    refund: wordAt(refundsByCode, code % REFUND_CODES),
  };
}

/** Ways to refund three outcomes in one of three ways. */
const REFUND_CODES = 27;
const refundsByCode = Array.from({ length: REFUND_CODES }, (_, code) => ({
  declinedAtOrigin: wordAt(refunds, Math.floor(code / 9)),
  declinedAtDestination: wordAt(refunds, Math.floor((code % 9) / 3)),
  reversed: wordAt(refunds, code % 3),
}));

const REMEMBERED_RAILS_MAX = 1_000;

/** Usual accounts of a tariff on a rail, by rail. */
export const usualAccounts: (rail: string) => readonly string[] = remember(
  REMEMBERED_RAILS_MAX,
  (rail) => [`expenses:fees:${rail}`, `taxes:iva:${rail}`, 'taxes:gmf'],
);
