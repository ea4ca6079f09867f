import { parseObject, type Parsed } from './json-reader.ts';
import { parseMonoCreatedTransfer, type MonoCreatedTransfer } from './mono-transfer.ts';

/** The answer to a creation. A 2xx says that Mono took the request: read each member's own state. */
export interface MonoCreatedTransfers {
  readonly transfers: readonly MonoCreatedTransfer[];
}

/** Reads the answer to a creation; one member that cannot be read makes the whole unreadable. */
export function parseMonoCreatedTransfers(value: unknown): Parsed<MonoCreatedTransfers> {
  const listed = parseObject(value, (reader) => reader.list('transfers'));
  if (listed.kind === 'unreadable') return listed;
  const transfers: MonoCreatedTransfer[] = [];
  for (const [index, one] of listed.value.entries()) {
    const read = parseMonoCreatedTransfer(one);
    if (read.kind === 'unreadable') {
      return { kind: 'unreadable', problem: `transfers[${index}].${read.problem}` };
    }
    transfers.push(read.value);
  }
  return { kind: 'parsed', value: { transfers } };
}
