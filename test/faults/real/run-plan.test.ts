import { expect, it } from 'vitest';
import { shortTimes } from './gateway-settings.ts';
import { drawRun, testedSeeds } from './run-plan.ts';

it('draws the same plan of the same seed, and another of another', () => {
  expect(drawRun(7)).toEqual(drawRun(7));
  expect(drawRun(8)).not.toEqual(drawRun(7));
});

it('draws everything that a run is about with the seeds that every change is tested with', () => {
  const plans = testedSeeds.map(drawRun);
  const hostilities = plans.map(({ hostility }) => hostility);
  const transfers = plans.flatMap((plan) => plan.transfers);
  expect(plans.every(({ kills }) => kills.length >= 2)).toBe(true);
  expect(plans.some(({ kills }) => kills.some(({ victims }) => victims.length === 2))).toBe(true);
  expect(new Set(hostilities.map((one) => one.forgetsKeys)).size).toBe(2);
  expect(new Set(hostilities.map((one) => one.duplicates)).size).toBe(2);
  expect(hostilities.some((one) => one.lagMillisecondsMax > shortTimes.lookUpGap)).toBe(true);
  expect(new Set(plans.map(({ settings }) => settings['MONO_BATCH_TRANSFERS_MAX'])).size).toBe(2);
  expect(transfers.some(({ deliveries }) => deliveries.length > 1)).toBe(true);
  expect(transfers.some(({ cancelledAt }) => cancelledAt !== null)).toBe(true);
  expect(transfers.some(({ notAfter }) => notAfter !== null)).toBe(true);
  expect(transfers.some(({ isForged }) => isForged)).toBe(true);
  expect(transfers.some(({ isBad }) => isBad)).toBe(true);
});
