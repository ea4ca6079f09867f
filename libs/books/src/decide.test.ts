import type { AnyEvent } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { exampleTables } from './tables/example-tables.ts';
import {
  accountCredited,
  adjustmentRequested,
  collectionCredited,
  linkRequested,
  requested,
} from './testing/events.ts';
import { lastSubject, read } from './testing/ledger-book.ts';

describe('the decider', () => {
  it('knows markers and foreign events as nothing to book', () => {
    const names = ['TablesActivated', 'PeriodClosed', 'EntryPosted', 'BankListPublished'] as const;
    for (const name of names) {
      const event = { name, value: {} } as unknown as AnyEvent;
      expect(decide({ event, key: 'k', subject: null, tables: exampleTables })).toEqual({
        kind: 'known',
      });
    }
  });

  it('marks a record under the key of something else, once, and books nothing', () => {
    const events = [requested(), accountCredited(), adjustmentRequested(), linkRequested()];
    for (const event of events) {
      for (const other of [...events, collectionCredited()]) {
        const subject = lastSubject(read([event]));
        const decision = decide({ event: other, key: 'k', subject, tables: exampleTables });
        if (decision.kind === 'known') continue;
        expect(decision.entries).toEqual([]);
        const again = { event: other, key: 'k', subject: decision.subject, tables: exampleTables };
        expect(decide(again).kind).toBe('known');
      }
    }
  });
});
