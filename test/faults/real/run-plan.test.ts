import { expect, it } from 'vitest';
import { drawRun } from './run-plan.ts';

it('draws the same plan of the same seed, and another of another', () => {
  expect(drawRun(7)).toEqual(drawRun(7));
  expect(drawRun(8)).not.toEqual(drawRun(7));
});

it('draws, among a few seeds, everything that a run is about', () => {
  const plans = Array.from({ length: 5 }, (_, index) => drawRun(index + 1));
  const transfers = plans.flatMap((plan) => plan.transfers);
  expect(plans.every(({ kills }) => kills.length >= 2)).toBe(true);
  expect(plans.some(({ kills }) => kills.some(({ victims }) => victims.length === 2))).toBe(true);
  expect(new Set(plans.map(({ hostility }) => hostility.forgetsKeys))).toEqual(
    new Set([true, false]),
  );
  expect(transfers.some(({ deliveries }) => deliveries.length > 1)).toBe(true);
  expect(transfers.some(({ cancelledAt }) => cancelledAt !== null)).toBe(true);
  expect(transfers.some(({ notAfter }) => notAfter !== null)).toBe(true);
  expect(transfers.some(({ isForged }) => isForged)).toBe(true);
  expect(transfers.some(({ isBad }) => isBad)).toBe(true);
});
