import { describeError } from '@riel/runtime';
import type { DescribedError, Environment } from '@riel/runtime';

import { exitCodes } from './command.ts';
import type { Command } from './command.ts';
import { UsageError } from './errors.ts';

/** The process as the command line sees it. */
export interface Terminal {
  readonly environment: Environment;
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  /** Absent where the output is no screen. */
  readonly draw?: (text: string) => void;
}

const helpWords = new Set(['help', '--help', '-h']);

/** Runs `riel <words>` with the given subcommands and resolves to the exit code. */
export async function runRiel(
  words: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || helpWords.has(name)) {
    terminal.print(overview(commands));
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) {
    terminal.printError(`riel: there is no command ${JSON.stringify(name)}\n`);
    terminal.printError(overview(commands));
    return exitCodes.usage;
  }
  if (rest.some((word) => word === '--help' || word === '-h')) {
    terminal.print(command.help);
    return exitCodes.done;
  }
  return runCommand(command, rest, terminal);
}

async function runCommand(
  command: Command,
  words: readonly string[],
  { environment, print, printError, draw }: Terminal,
): Promise<number> {
  try {
    const screen = draw === undefined ? {} : { draw };
    return await command.run({ words, environment, print, ...screen });
  } catch (error) {
    if (error instanceof UsageError) {
      printError(`riel ${command.name}: ${error.message}`);
      printError(`See riel ${command.name} --help`);
      return exitCodes.usage;
    }
    const [own, ...causes] = errorLines(describeError(error));
    printError(`riel: ${own}`);
    for (const cause of causes) printError(cause);
    return exitCodes.failed;
  }
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((each) => `  ${each.name.padEnd(width)}  ${each.summary}`);
  const usage = 'Usage: riel <command> [options]';
  return [usage, '', ...lines, '', 'riel <command> --help says more.'].join('\n');
}

/** Others' messages may hold an address or a password, so only their names and codes are shown. */
function errorLines(error: DescribedError): readonly string[] {
  const code = error.code === undefined ? '' : ` ${error.code}`;
  const message = error.message === undefined ? '' : `: ${error.message}`;
  const own = `${error.name}${code}${message}`;
  const causes = [error.cause, ...(error.errors ?? [])].filter((cause) => cause !== undefined);
  return [own, ...causes.flatMap(causeLines)];
}

function causeLines(cause: DescribedError): readonly string[] {
  const [own, ...deeper] = errorLines(cause);
  return [`  by ${own}`, ...deeper.map((line) => `  ${line}`)];
}
