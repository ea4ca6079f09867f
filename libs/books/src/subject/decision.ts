import type { Entry } from '../entries/entry.ts';
import type { Mark } from './mark.ts';
import type { SubjectState } from './subject.ts';

/** What a record of the log does to the books. */
export type Decision =
  /** Nothing: the fact is known, or the record is none that the books know. */
  | { readonly kind: 'known' }
  | {
      /** `booked` if there are entries, `enriched` if something new was learned but nothing moved. */
      readonly kind: 'enriched' | 'booked';
      readonly subject: SubjectState;
      readonly entries: readonly Entry[];
      /** Marks that stand now and did not before. */
      readonly marks: readonly Mark[];
    };
