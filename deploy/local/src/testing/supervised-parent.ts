import { join } from 'node:path';
import type { ChildSpec } from '../supervision/child-spec.ts';
import { readRunRecord } from '../supervision/run-record.ts';
import { startSupervisor } from '../supervision/supervisor.ts';

// A run's parent for tests: starts children of three kinds, says so, and ends in the way it is told.

const [runFolder = '', ownFolder = '', way = ''] = process.argv.slice(2);

function child(name: string, script: string, stopLimitMilliseconds = 5_000): ChildSpec {
  return {
    name,
    wave: name === 'stubborn' ? 'service' : 'infrastructure',
    command: '/bin/sh',
    arguments: ['-c', script],
    environment: { PATH: process.env['PATH'] ?? '' },
    workingFolder: runFolder,
    logFile: join(runFolder, 'logs', `${name}.log`),
    stopSignal: 'SIGTERM',
    stopLimitMilliseconds,
  };
}

const supervisor = await startSupervisor(runFolder);
supervisor.ownFolder(ownFolder);
await supervisor.start(child('plain', 'exec sleep 600'));
await supervisor.start(child('family', 'sleep 600 & sleep 600'));
await supervisor.start(child('stubborn', 'trap "" TERM; while :; do sleep 0.1; done', 200));
process.stdout.write(JSON.stringify(readRunRecord(runFolder)));

if (way === 'end') await supervisor.end('nothing');
if (way === 'exit') process.exit(0);
if (way === 'crash') {
  setImmediate(() => {
    throw new Error('A crash that nobody catches');
  });
}
