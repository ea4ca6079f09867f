import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { limits } from '../limits.ts';

/** The last lines of a log, for an error message; says so if there are none. */
export function logTail(logFile: string): string {
  const lines = readEnd(logFile).trimEnd().split('\n').slice(-limits.logTailLinesMax);
  const text = lines.join('\n');
  return text === '' ? '(its log is empty)' : text;
}

function readEnd(path: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(file);
    const length = Math.min(size, limits.logTailBytesMax);
    const bytes = Buffer.alloc(length);
    readSync(file, bytes, 0, length, size - length);
    return bytes.toString('utf8');
  } finally {
    closeSync(file);
  }
}
