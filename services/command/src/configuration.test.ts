import { expect, test } from 'vitest';
import { readCommandConfiguration } from './configuration.ts';

test.each([
  'TRANSFER_MINOR_UNITS_MAX',
  'COLLECTION_MINOR_UNITS_MAX',
  'CALLER_DAILY_MINOR_UNITS_MAX',
])('%s cannot let a few amounts fill 64 bits', (setting) => {
  const wrong = new RegExp(`\\b${setting} is wrong`);
  const readWith = (value: string) => () => readCommandConfiguration({ [setting]: value });
  expect(readWith('9'.repeat(17))).toThrow(wrong);
  // Other settings are missing here, but this one is not among those that are wrong.
  expect(readWith('9'.repeat(16))).not.toThrow(wrong);
});
