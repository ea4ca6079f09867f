import type { Instant, MinorUnits } from '@riel/schemas';
import { parseInstant } from '@riel/runtime';
import { expect, it } from 'vitest';
import { linkInput, payerInput } from '../testing/link-inputs.ts';
import { checkLinkPolicy } from './link-policy.ts';
import { readLink } from './read-link.ts';

const policy = {
  currencies: ['COP'],
  documentTypes: new Map([['CC', 'digits' as const]]),
  linkMinorUnitsMax: 12345600n as MinorUnits,
};

const codesOf = (changes: Record<string, unknown>): string[] => {
  const read = readLink(linkInput(changes), { parseInstant });
  if (read.kind === 'faulty') throw new Error(JSON.stringify(read.faults));
  const now = parseInstant('2026-10-05T12:00:00Z') as Instant;
  return checkLinkPolicy(read.command, policy, now).map(({ field, code }) => `${field} ${code}`);
};

it.each([
  [{}, []],
  [{ payer: null }, []],
  [{ expiresAt: '2026-10-05T12:00:00.000001Z' }, []],
  [{ expiresAt: '2026-10-05T12:00:00Z' }, ['expiresAt expires-at-passed']],
  [{ amount: 12345601 }, ['amount collection-limit-exceeded']],
  [{ currency: 'USD' }, ['currency currency-not-supported']],
  [
    { payer: payerInput({ documentType: 'XX' }) },
    ['payer.documentType document-type-not-supported'],
  ],
  [{ payer: payerInput({ documentNumber: '10A' }) }, ['payer.documentNumber document-number-form']],
])('%j', (changes, codes) => {
  expect(codesOf(changes)).toEqual(codes);
});
