import { adjustCommand } from './commands/adjust-command.ts';
import { deployCommand } from './commands/deploy-command.ts';
import { periodsCommand } from './commands/periods-command.ts';
import { tablesCommand } from './commands/tables-command.ts';
import { runRiel } from './run-riel.ts';

process.exitCode = await runRiel(
  process.argv.slice(2),
  [deployCommand, tablesCommand, periodsCommand, adjustCommand],
  {
    environment: process.env,
    print: (line) => void process.stdout.write(`${line}\n`),
    printError: (line) => void process.stderr.write(`${line}\n`),
  },
);
