export { allocate, type Allocation } from './allocate.ts';
export { exponentOf, isCurrency } from './currency.ts';
export { formatDecimal, parseDecimal, type ParsedDecimal } from './decimal.ts';
export { MoneyError, type MoneyErrorCode } from './errors.ts';
export {
  formatMinorUnits,
  isInRange,
  MINOR_UNITS_MAX,
  MINOR_UNITS_MIN,
  minorUnits,
  parseMinorUnits,
  type ParsedMinorUnits,
} from './minor-units.ts';
export { add, compare, type Money, moneyOf, negate, subtract } from './money.ts';
export { type Rate, type Rounding, roundings, roundRate } from './round-rate.ts';
