import { describe, expect, it } from 'vitest';
import { exampleTables } from '../tables/example-tables.ts';
import {
  accepted,
  changedToApproved,
  changedToDeclined,
  declined,
  railCorrected,
  requested,
  settled,
} from '../testing/events.ts';
import { readInto, balancesOf } from '../testing/ledger-book.ts';
import { tablesWithFee } from '../testing/tables.ts';

describe('tables change while a transfer is in flight', () => {
  const dearer = tablesWithFee('turbo', 500_000n);

  it('each fact is valued under the tables at its own place and is never priced again', () => {
    const before = [requested(), accepted(), settled({ rail: 'turbo' })];
    const first = readInto(new Map(), before, { tables: exampleTables });
    const second = readInto(first.subjects, [settled({ rail: 'turbo', at: 15 })], {
      tables: dearer,
    });
    expect(second.entries).toEqual([]);
    const reversed = readInto(second.subjects, [changedToDeclined()], { tables: dearer });
    expect(balancesOf([...first.entries, ...reversed.entries])['expenses:fees:turbo']).toBe(
      '1900.00',
    );
  });

  it('requested under the old tables, settled under the new ones: the new tariff', () => {
    const first = readInto(new Map(), [requested(), accepted()], { tables: exampleTables });
    const second = readInto(first.subjects, [settled({ rail: 'turbo' })], { tables: dearer });
    expect(balancesOf(second.entries)['expenses:fees:turbo']).toBe('5000.00');
  });

  it('approved again under new tables: a fact of its own, valued at its own place', () => {
    const origin = declined({ declinationReason: 'insufficient_funds' });
    const first = readInto(new Map(), [requested(), origin], { tables: exampleTables });
    const second = readInto(first.subjects, [changedToApproved({ rail: 'turbo' })], {
      tables: dearer,
    });
    expect(balancesOf(second.entries)['expenses:fees:turbo']).toBe('5000.00');
  });

  it('a rail corrected under the old tables is not priced again by a later record', () => {
    const before = [requested(), settled({ rail: 'turbo' }), railCorrected({ rail: 'ach' })];
    const first = readInto(new Map(), before, { tables: exampleTables });
    const dearAch = tablesWithFee('ach', 500_000n);
    const second = readInto(first.subjects, [settled({ rail: 'turbo', at: 15 })], {
      tables: dearAch,
    });
    expect(second.entries).toEqual([]);
  });

  it('an approval that nobody saw is not priced again when it is told at last', () => {
    const before = [requested(), changedToDeclined({ rail: 'turbo' })];
    const first = readInto(new Map(), before, { tables: exampleTables });
    const second = readInto(first.subjects, [settled({ rail: 'turbo' })], { tables: dearer });
    expect(second.entries).toEqual([]);
  });

  it('better evidence names a rail under the new tables: that rail costs what they say', () => {
    const before = [requested(), settled({ rail: 'turbo' })];
    const first = readInto(new Map(), before, { tables: exampleTables });
    const dearAch = tablesWithFee('ach', 500_000n);
    const correction = railCorrected({ rail: 'ach' });
    const second = readInto(first.subjects, [correction], { tables: dearAch });
    const balances = balancesOf([...first.entries, ...second.entries]);
    expect(balances['expenses:fees:ach']).toBe('5000.00');
    expect(balances['expenses:fees:turbo']).toBe(undefined);
    // Back on the first rail, its first price holds.
    const back = railCorrected({ rail: 'turbo', at: 41 });
    const third = readInto(second.subjects, [back], { tables: tablesWithFee('turbo', 1n) });
    const all = [...first.entries, ...second.entries, ...third.entries];
    expect(balancesOf(all)['expenses:fees:turbo']).toBe('1900.00');
  });
});
