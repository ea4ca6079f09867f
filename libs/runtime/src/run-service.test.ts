import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const entry = new URL('index.ts', import.meta.url).href;

interface Child {
  readonly process: ChildProcess;
  readonly ready: Promise<void>;
  readonly exit: Promise<number | null>;
  readonly readyFile: string;
  output(): string;
}

/** Runs a service whose `start` has the given body, as a process of its own. */
async function service(start: string, environment: NodeJS.ProcessEnv = {}): Promise<Child> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-runtime-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  const readyFile = join(folder, 'ready.json');
  const program = `
    import { fatal, runService, RuntimeError } from ${JSON.stringify(entry)};
    const keepAlive = setInterval(() => {}, 1000);
    const running = (stop = async () => {}) =>
      ({ adminUrl: 'http://admin', httpUrl: 'http://api', stop: async () => {
        clearInterval(keepAlive); await stop(); process.stdout.write('STOPPED\\n'); } });
    await runService({ name: 'test', start: async (environment) => { ${start} } });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, READY_FILE: readyFile, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  const exit = Promise.withResolvers<number | null>();
  const ready = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('service is ready')) ready.resolve();
    });
  }
  child.on('close', (code) => exit.resolve(code));
  return {
    process: child,
    ready: ready.promise,
    exit: exit.promise,
    readyFile,
    output: () => output,
  };
}

test('start, ready file, SIGTERM, orderly stop, status 0, no ready file left', async () => {
  const child = await service('return running();');
  await child.ready;
  const ready: unknown = JSON.parse(await readFile(child.readyFile, 'utf8'));
  expect(ready).toEqual({
    httpUrl: 'http://api',
    adminUrl: 'http://admin',
    pid: child.process.pid,
  });
  child.process.kill('SIGTERM');
  expect(await child.exit).toBe(0);
  expect(child.output()).toContain('STOPPED');
  await expect(readFile(child.readyFile)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a failed start ends with status 1 and says the code, not the message of others', async () => {
  const failing = `throw new RuntimeError('RIEL_CONFIGURATION', 'X is missing',
    { cause: new Error('canary') });`;
  const child = await service(failing);
  expect(await child.exit).toBe(1);
  expect(child.output()).toContain('RIEL_CONFIGURATION');
  expect(child.output()).toContain('X is missing');
  expect(child.output()).not.toContain('canary');
});

test('a wrong setting of the lifecycle itself is named', async () => {
  const child = await service('return running();', { LOG_LEVEL: 'loud' });
  expect(await child.exit).toBe(1);
  expect(child.output()).toContain('LOG_LEVEL is wrong: expected one of trace, debug, info');
});

test('fatal and uncaught errors are logged by code, the parts stop, status 1', async () => {
  const uncaught = [
    `setImmediate(() => fatal(Object.assign(new Error('canary'), { code: 'RIEL2' })));`,
    `setImmediate(() => { throw Object.assign(new Error('canary'), { code: 'RIEL2' }); });`,
    `void Promise.reject(Object.assign(new Error('canary'), { code: 'RIEL2' }));`,
  ];
  for (const throwing of uncaught) {
    const child = await service(`${throwing} return running();`);
    expect(await child.exit).toBe(1);
    expect(child.output()).toContain('"code":"RIEL2"');
    expect(child.output()).toContain('STOPPED');
    expect(child.output()).not.toContain('canary');
  }
});

test('a stop that takes too long is cut short, status 1', async () => {
  const child = await service('return running(() => new Promise(() => {}));', {
    STOP_TIMEOUT_MILLISECONDS: '100',
  });
  await child.ready;
  child.process.kill('SIGTERM');
  expect(await child.exit).toBe(1);
  expect(child.output()).toContain('RIEL_STOP_TIMED_OUT');
});

test('a second signal ends at once, status 1', async () => {
  const hanging = `return running(() => { process.kill(process.pid, 'SIGINT');
    return new Promise(() => {}); });`;
  const child = await service(hanging);
  await child.ready;
  child.process.kill('SIGTERM');
  expect(await child.exit).toBe(1);
  expect(child.output()).toContain('second signal');
});

test('a service with nothing left to run is an error', async () => {
  const child = await service('clearInterval(keepAlive); return running();');
  expect(await child.exit).toBe(1);
  expect(child.output()).toContain('RIEL_STOPPED_BY_ITSELF');
});
