import { readdirSync, readFileSync } from 'node:fs';

/** Kinds of processes of a benchmark: who takes the cores when all share them. */
export type ProcessKind = 'service' | 'database' | 'broker' | 'load';

/** Processor time by kind, in microseconds since each process began. */
export type ProcessTimes = Readonly<Record<ProcessKind, number>>;

// Of `/proc/<pid>/stat`, in ticks of a hundredth of a second on every Linux.
const MICROSECONDS_PER_TICK = 10_000;

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly ticks: number;
}

function readRow(pid: string): readonly ProcessRow[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const nameEnd = text.lastIndexOf(')');
    const fields = text.slice(nameEnd + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    const name = text.slice(text.indexOf('(') + 1, nameEnd);
    return [{ pid: Number(pid), parent: Number(fields[1]), name, ticks }];
  } catch {
    // It has ended since it was listed.
    return [];
  }
}

/** The process and everything that it has started, as the system lists them now. */
function treeOf(root: number): readonly ProcessRow[] {
  const rows = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const byParent = Map.groupBy(rows.flatMap(readRow), ({ parent }) => parent);
  const children = (pid: number): readonly ProcessRow[] =>
    (byParent.get(pid) ?? []).flatMap((row) => [row, ...children(row.pid)]);
  return [...readRow(String(root)), ...children(root)];
}

function kindOf({ pid, name }: ProcessRow, service: number): ProcessKind | null {
  if (pid === service) return 'service';
  if (pid === process.pid) return 'load';
  if (name.startsWith('postgres')) return 'database';
  return name === 'java' ? 'broker' : null;
}

/** What each kind has taken so far; null where the system does not say, or nothing was started here. */
export function processTimes(service: number): ProcessTimes | null {
  if (process.platform !== 'linux') return null;
  const times = { service: 0, database: 0, broker: 0, load: 0 };
  for (const row of treeOf(process.pid)) {
    const kind = kindOf(row, service);
    if (kind !== null) times[kind] += row.ticks * MICROSECONDS_PER_TICK;
  }
  return times;
}
