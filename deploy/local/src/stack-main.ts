import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { stackFile } from './folders.ts';
import { describeFailure } from './describe-failure.ts';
import { logTail } from './infrastructure/log-tail.ts';
import { say } from './output.ts';
import { logFileOf } from './run.ts';
import { removeStackFile, stackFileOf, writeStackFile } from './stack-file.ts';
import { startStack, type Stack } from './start-stack.ts';
import { waitForEnd, type EndReason } from './wait-for-end.ts';

// `npm run stack [-- --keep --file FILE]`: everything up until a signal comes. The file (default
// `.riel/stack.json`) says where; --keep leaves the run folder with data, keys and logs.

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    file: { type: 'string', default: stackFile },
  },
});
const asked = waitForEnd(process.env);

/** Keeps the stack up; answers with the exit status. */
async function keepUp(stack: Stack): Promise<number> {
  const content = stackFileOf(stack);
  writeStackFile(values.file, content);
  describe(stack);
  try {
    const reason = await Promise.race([asked, stack.partEnded]);
    if (typeof reason === 'string') return exitStatusOf(reason);
    const { name, exit } = reason;
    say(`${name} ended by itself (${exit.signal ?? `status ${exit.code}`}). End of its log:`);
    say(logTail(logFileOf(stack.run, name)));
    return 1;
  } finally {
    removeStackFile(values.file, content);
  }
}

function describe(stack: Stack): void {
  const { databaseUrl, kafkaBrokers, schemaRegistryUrl } = stack.infrastructure;
  const { host, pathname } = new URL(databaseUrl);
  const lines = [
    ['postgres', `${host}${pathname}`],
    ['kafka', kafkaBrokers.join()],
    ['schema registry', schemaRegistryUrl],
    ['mono', stack.monoBaseUrl],
    ...[...stack.services.values()].map(({ name, httpUrl, adminUrl }) => [
      name,
      httpUrl ?? adminUrl,
    ]),
  ];
  for (const [name = '', address = ''] of lines) say(`${name.padEnd(18)}${address}`);
  say(`The stack is up. Addresses and keys are in ${values.file}. End it with Ctrl-C.`);
}

/** An end that was asked for by Ctrl-C is no failure. */
function exitStatusOf(reason: EndReason): number {
  if (reason === 'SIGINT') return 0;
  return 128 + (reason === 'parent-gone' ? constants.signals.SIGHUP : constants.signals[reason]);
}

async function main(): Promise<number> {
  const started = startStack({ environment: process.env, say });
  const first = await Promise.race([asked, started]);
  // Asked to end while it started: the supervisor ends what is there as soon as this process is gone.
  if (typeof first === 'string') return exitStatusOf(first);
  const status = await keepUp(first);
  say('Ending the stack');
  await first.stop(values.keep ? 'all' : status === 1 ? 'logs' : 'nothing');
  if (values.keep) say(`Kept: ${first.run.folder}`);
  return status;
}

try {
  process.exit(await main());
} catch (error) {
  say(describeFailure(error));
  process.exit(1);
}
