import { readRunDrifts } from '../drift/sql/run-drifts.ts';
import type { Run } from '../runs/run.ts';
import type { RunBed } from './run-bed.ts';

/** Kinds that a run found, in the order of its pages. */
export async function kindsOf(bed: RunBed, run: Run): Promise<readonly string[]> {
  const drifts = await readRunDrifts(bed.database.kysely, run.runNumber, { limit: 1_000 });
  return drifts.map((one) => one.finding.kind);
}

/** How often events of a name were published. */
export function countPublished(bed: RunBed, name: string): number {
  return bed.published.filter((event) => event.name === name).length;
}

/** Ids of published events that came more than once. */
export function repeatedIds(bed: RunBed): readonly string[] {
  const ids = bed.published.map(
    ({ name, value }) => `${name} ${'eventId' in value ? value.eventId : ''}`,
  );
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}
