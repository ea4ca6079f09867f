import type { SeedResult } from './play-seed.ts';

/** Everything that should hold after the days of a seed and does not. */
export function judgeSeed(result: SeedResult): readonly string[] {
  const { last, expectedKinds, expectedDifference } = result;
  const failures: string[] = [];
  const kinds = new Map<string, number>();
  for (const { finding } of last.found) kinds.set(finding.kind, (kinds.get(finding.kind) ?? 0) + 1);
  for (const kind of new Set([...kinds.keys(), ...expectedKinds.keys()])) {
    const [found, planted] = [kinds.get(kind) ?? 0, expectedKinds.get(kind) ?? 0];
    if (found !== planted)
      failures.push(`${found} of kind ${kind} were found, ${planted} were planted`);
  }
  if (last.difference !== expectedDifference) {
    failures.push(`${last.difference} is unexplained, ${expectedDifference} was planted`);
  }
  for (const [index, run] of result.runs.entries()) {
    if (run.named !== run.difference)
      failures.push(`run ${index + 1} leaves ${run.difference - run.named} without a name`);
  }
  if (last.healed !== 0) failures.push(`${last.healed} facts were healed when all had been`);
  if (result.repeatedHeals !== 0) failures.push(`${result.repeatedHeals} facts were healed twice`);
  if (result.openClearing !== 0n) failures.push(`${result.openClearing} stands in clearing`);
  if (last.totals.transfers < result.transfers) {
    failures.push(`${last.totals.transfers} of ${result.transfers} transfers were compared`);
  }
  return failures;
}
