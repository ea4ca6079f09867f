import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const top = fileURLToPath(new URL('../..', import.meta.url));
const requirements = join(top, 'test/e2e/python/requirements.txt');
const INSTALL_MILLISECONDS_MAX = 180_000;

/** Whether this machine has a Python that can make environments. */
export function pythonIsThere(): boolean {
  try {
    execFileSync('python3', ['-c', 'import venv, ensurepip'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The interpreter of an environment with the pinned packages, made once per set of pins. */
export async function pythonWithClients(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(top, '.riel/cache', `python-${digest}`);
  const interpreter = join(folder, 'bin/python');
  if (existsSync(interpreter)) return interpreter;
  // Made aside and renamed, so that a run that was cut off leaves nothing that looks whole.
  const aside = `${folder}.${process.pid}`;
  mkdirSync(join(top, '.riel/cache'), { recursive: true });
  const run = promisify(execFile);
  const limits = { timeout: INSTALL_MILLISECONDS_MAX };
  await run('python3', ['-m', 'venv', aside], limits);
  await run(join(aside, 'bin/python'), ['-m', 'pip', 'install', '-q', '-r', requirements], limits);
  if (existsSync(interpreter)) rmSync(aside, { recursive: true });
  else renameSync(aside, folder);
  return interpreter;
}
