import { describe, expect, it } from 'vitest';
import { accepted, railCorrected, requested, rerouted, settled } from '../testing/events.ts';
import { given, page } from '../testing/ledger-book.ts';

describe('evidence of the rail', () => {
  const given3 = [requested(), accepted(), rerouted({ rail: 'turbo' })];

  it('after an unnamed fallback, routing that still says the requested rail is no evidence', () => {
    given(given3)
      .when(settled({ rail: 'turbo', railEvidence: 'routing' }))
      .expect({ marks: ['rail-evidence'], state: 'settled' });
  });

  it('after an unnamed fallback, routing that says another rail counts, marked', () => {
    const book = given(given3)
      .when(settled({ rail: 'ach', railEvidence: 'routing' }))
      .expect({ marks: ['rail-evidence'] });
    expect(page(book.lastEntries)).toContain('expenses:fees:ach');
  });

  it('without a fallback, routing alone is enough', () => {
    given([requested(), accepted()])
      .when(settled({ rail: 'turbo', railEvidence: 'routing' }))
      .expect({ marks: [] });
  });

  it('none at all: the requested rail, marked', () => {
    given([requested(), accepted()])
      .when(settled())
      .expect({ marks: ['rail-evidence'] });
  });

  it('an explicit rail closes the mark', () => {
    given([...given3, settled({ rail: 'turbo', railEvidence: 'routing' })])
      .when(settled({ rail: 'turbo', source: 'look-up' }))
      .expect({ books: '', marks: [] });
  });

  it('an explicit rail beats a fallback that names another', () => {
    const book = given([requested(), accepted(), rerouted({ rail: 'ach' })])
      .when(settled({ rail: 'turbo' }))
      .expect({ marks: [] });
    expect(page(book.lastEntries)).toContain('expenses:fees:turbo');
  });

  it('two explicit rails in conflict: the later one, marked, until a person decides', () => {
    const conflict = [requested(), settled({ rail: 'ach' }), settled({ rail: 'turbo', at: 11 })];
    given(conflict.slice(0, 2))
      .when(settled({ rail: 'turbo', at: 11 }))
      .expect({ marks: ['rail-evidence'] });
    given(conflict)
      .when(railCorrected({ rail: 'ach', author: 'an operator' }))
      .expect({
        books: `
          2026-10-05 rail-corrected
            Dr expenses:fees:ach 950.00
            Dr taxes:iva:ach 180.50
            Dr assets:mono:acc_1 1135.02
            Cr taxes:gmf 4.52
            Cr expenses:fees:turbo 1900.00
            Cr taxes:iva:turbo 361.00`,
        marks: [],
      });
  });

  it('corrected while in flight: clearing moves', () => {
    given([requested(), accepted()])
      .when(railCorrected({ rail: 'ach', monoState: 'in_progress' }))
      .expect({
        books: `
          2026-10-05 rerouted
            Dr clearing:turbo:acc_1 1000000.00
            Cr clearing:ach:acc_1 1000000.00`,
      });
  });
});
