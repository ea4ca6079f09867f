import { adjustCommand } from './commands/adjust-command.ts';
import { deployCommand } from './commands/deploy-command.ts';
import { driftCommand } from './commands/drift-command.ts';
import { importReportCommand } from './commands/import-report-command.ts';
import { keysCommand } from './commands/keys-command.ts';
import { ledgerCommand } from './commands/ledger-command.ts';
import { pauseCommand, resumeCommand } from './commands/pause-commands.ts';
import { periodsCommand } from './commands/periods-command.ts';
import { reconcileCommand } from './commands/reconcile-command.ts';
import { setAsideCommand } from './commands/set-aside-command.ts';
import { submissionsCommand } from './commands/submissions-command.ts';
import { tablesCommand } from './commands/tables-command.ts';
import { webhookSecretsCommand } from './commands/webhook-secrets-command.ts';
import { webhooksCommand } from './commands/webhooks-command.ts';
import { runRiel } from './run-riel.ts';

process.exitCode = await runRiel(
  process.argv.slice(2),
  [
    deployCommand,
    tablesCommand,
    periodsCommand,
    ledgerCommand,
    setAsideCommand,
    reconcileCommand,
    driftCommand,
    importReportCommand,
    adjustCommand,
    submissionsCommand,
    keysCommand,
    pauseCommand,
    resumeCommand,
    webhooksCommand,
    webhookSecretsCommand,
  ],
  {
    environment: process.env,
    print: (line) => void process.stdout.write(`${line}\n`),
    printError: (line) => void process.stderr.write(`${line}\n`),
    ...(process.stderr.isTTY ? { draw: (text: string) => void process.stderr.write(text) } : {}),
  },
);
