import { spawn } from 'node:child_process';

export interface ProgramOptions {
  readonly timeoutMilliseconds: number;
  readonly workingFolder?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** How a program ended, and all that it printed. */
export interface ProgramResult {
  /** Null if it was ended by a signal, such as the time-out's. */
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs a program to its end. Rejects only if it cannot be started. */
export function runProgram(
  command: string,
  programArguments: readonly string[],
  options: ProgramOptions,
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, programArguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMilliseconds,
      killSignal: 'SIGKILL',
      env: options.environment ?? process.env,
      ...(options.workingFolder === undefined ? {} : { cwd: options.workingFolder }),
      ...options.user,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}
