import { execFileSync } from 'node:child_process';

/** Ids of all running processes of those groups; processes that have ended and wait to be reaped left out. */
export function processesOfGroups(groupIds: readonly number[]): readonly number[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' });
  return listing
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group, state]) => groupIds.includes(Number(group)) && !state?.startsWith('Z'))
    .map(([pid]) => Number(pid));
}
