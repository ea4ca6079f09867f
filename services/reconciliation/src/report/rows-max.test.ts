import { expect, it } from 'vitest';
import { driftKinds } from '../matching/drift-kinds.ts';
import { sampleReport } from '../testing/sample-report.ts';

const ROWS_MAX = 3;

it('a report lists so many rows, counts them all, and says how many it leaves out', async () => {
  const { json, csv, html } = await sampleReport({ rowsMax: ROWS_MAX });
  const content = JSON.parse(json) as {
    readonly drift: readonly unknown[];
    readonly driftOmitted: number;
    readonly driftByKind: readonly { readonly count: number }[];
    readonly summary: { readonly driftFound: number };
  };
  const omitted = driftKinds.length - ROWS_MAX;
  expect(content.drift).toHaveLength(ROWS_MAX);
  expect(content.driftOmitted).toBe(omitted);
  expect(content.summary.driftFound).toBe(driftKinds.length);
  expect(content.driftByKind.reduce((sum, kind) => sum + kind.count, 0)).toBe(driftKinds.length);
  expect(html).toContain(`${omitted} more rows are counted above and not listed.`);
  expect(csv.trimEnd().split('\r\n')).toHaveLength(ROWS_MAX + 1);
});
