import type { Refund } from '../../tables/tables.ts';
import type { ValuedComponent } from '../../valuation.ts';
import type { PlacedValuation, ValuationProblem } from '../placed-valuation.ts';
import type { Context } from './context.ts';
import {
  amountAt,
  amountJson,
  listAt,
  numberAt,
  textAt,
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
  const rail = list[2] === undefined || list[2] === 0 ? context.rail : textAt(list, 2);
  const flat = listAt(list, 3);
  const components: ValuedComponent[] = [];
  for (let start = 0; start < flat.length; start += 4) {
    components.push(decodeComponent(flat.slice(start, start + 4), rail));
  }
  const amount = listAt(list, 5);
  return {
    place: numberAt(list, 0),
    monoTransferId: mono < 0 ? '' : wordAt(context.monoTransferIds, mono),
    rail,
    amount: amount.length === 0 ? context.amount : amountAt(amount, 0),
    currency: textAt(list, 6) || context.currency,
    problem: wordAt(problems, numberAt(list, 4)),
    components,
  };
}

/** `name, account, amount, code`: the code holds how it is debited and refunded. */
function encodeComponent(component: ValuedComponent, rail: string): Json[] {
  const { name, account, amount, debited, refund } = component;
  const code =
    (debited === 'at-once' ? 0 : 27) +
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

function decodeComponent(flat: readonly Json[], rail: string): ValuedComponent {
  const code = numberAt(flat, 3);
  const name = flat[0];
  const account = flat[1];
  return {
    name: typeof name === 'number' ? wordAt(names, name) : textAt(flat, 0),
    account: typeof account === 'number' ? wordAt(usualAccounts(rail), account) : textAt(flat, 1),
    amount: amountAt(flat, 2),
    debited: code >= 27 ? 'by-invoice' : 'at-once',
    refund: {
      declinedAtOrigin: wordAt(refunds, Math.floor((code % 27) / 9)),
      declinedAtDestination: wordAt(refunds, Math.floor((code % 9) / 3)),
      reversed: wordAt(refunds, code % 3),
    },
  };
}

const usual = new Map<string, readonly string[]>();

/** Usual accounts of a tariff on a rail. Rails are few; the limit guards against odd ones. */
export function usualAccounts(rail: string): readonly string[] {
  const known = usual.get(rail);
  if (known !== undefined) return known;
  if (usual.size >= USUAL_RAILS_MAX) usual.clear();
  const made = [`expenses:fees:${rail}`, `taxes:iva:${rail}`, 'taxes:gmf'];
  usual.set(rail, made);
  return made;
}

const USUAL_RAILS_MAX = 1_000;
