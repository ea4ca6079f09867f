import type { SubjectSummary } from '@riel/books';

export type { Mark, SubjectState } from '@riel/books';

/** Where a rail was read, as the books rank it. */
export type RailEvidence = SubjectSummary['railEvidence'];
