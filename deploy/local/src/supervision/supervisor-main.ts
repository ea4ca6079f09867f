import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { processIdentity } from '../../bootstrap/process-identity.mjs';
import { createChildTable } from './child-table.ts';
import type { Keep, ParentMessage, SupervisorMessage } from './messages.ts';
import { removeRunFolder } from './remove-run-folder.ts';
import { writeRunRecord, type RecordedProcess } from './run-record.ts';

// The supervisor stands between a run and the processes that the run needs. It holds one end of a pipe
// whose other end only the parent has. However the parent ends, by return, crash, signal or SIGKILL,
// the system closes that end; the supervisor then ends every child and removes what the run left.
// It sits in a session of its own, so a Ctrl-C in the terminal does not end it first. Should it be
// killed itself, the next run finds its record and cleans up (sweep-runs.ts).

const [runFolder = ''] = process.argv.slice(2);
const folders: string[] = [];
let keep: Keep = 'logs';
let ending: Promise<void> | undefined;

const self: RecordedProcess = {
  name: `supervisor of ${basename(runFolder)}`,
  pid: process.pid,
  identity: processIdentity(process.pid) ?? 'ended',
};
let children: readonly RecordedProcess[] = [];

function record(kept: boolean): void {
  writeRunRecord(runFolder, { supervisor: self, children, folders, kept });
}

function answer(message: SupervisorMessage): void {
  // A parent that is gone hears nothing, which is no error here.
  if (process.connected) process.send?.(message, () => undefined);
}

const table = createChildTable({
  onChange: (running) => {
    children = running;
    record(false);
  },
  onExit: (name, exit) => answer({ kind: 'exited', name, exit }),
});

function end(): Promise<void> {
  ending ??= endOnce();
  return ending;
}

async function endOnce(): Promise<void> {
  await table.endAll();
  if (keep !== 'all') {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
  if (keep !== 'nothing') record(true);
  removeRunFolder(runFolder, keep);
  if (process.connected) process.disconnect();
}

async function start(message: Extract<ParentMessage, { kind: 'start' }>): Promise<void> {
  const { name } = message.spec;
  try {
    answer({ kind: 'started', name, pid: await table.start(message.spec) });
  } catch (error) {
    answer({ kind: 'not-started', name, reason: (error as Error).message });
  }
}

function take(message: ParentMessage): void {
  switch (message.kind) {
    case 'start':
      void start(message);
      return;
    case 'stop':
      void table.stop(message.name, message.signal);
      return;
    case 'own-folder':
      folders.push(message.path);
      record(false);
      return;
    case 'keep':
      keep = message.keep;
      return;
  }
}

process.on('message', (message) => take(message as ParentMessage));
process.on('disconnect', () => void end());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
record(false);
answer({ kind: 'ready' });
// The parent may have ended before the listeners above stood.
if (!process.connected) await end();
