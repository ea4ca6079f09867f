import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { baseEnvironment, javaCommand, type Environment } from '../environment.ts';
import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import { logFileOf, type Run } from '../run.ts';
import { runProgram } from '../run-program.ts';
import { javaOptions } from './java-options.ts';
import { kafkaSettings } from './kafka-settings.ts';
import { waitUntil } from './wait-until.ts';

const HEAP_MEGABYTES_MAX = 384;
const logSettings = fileURLToPath(new URL('../../settings/log4j2.yaml', import.meta.url));

/** Starts a Kafka node of this run's own and answers with the broker's address. */
export async function startKafka(
  run: Run,
  jars: readonly string[],
  environment: Environment,
): Promise<string> {
  const folder = join(run.folder, 'kafka');
  const settingsFile = join(folder, 'server.properties');
  mkdirSync(folder);
  writeFileSync(settingsFile, kafkaSettings(join(folder, 'data')));
  const java = [
    ...javaOptions(HEAP_MEGABYTES_MAX),
    `-Dlog4j2.configurationFile=${pathToFileURL(logSettings).href}`,
    '-cp',
    jars.join(delimiter),
  ];
  await format(settingsFile, java, environment);

  const logFile = logFileOf(run, 'kafka');
  const child = await run.supervisor.start({
    name: 'kafka',
    wave: 'infrastructure',
    command: javaCommand(environment),
    arguments: [...java, 'kafka.Kafka', settingsFile],
    environment: baseEnvironment(environment),
    workingFolder: folder,
    logFile,
    stopSignal: 'SIGTERM',
  });
  const limitMilliseconds = limits.kafkaStartMilliseconds;
  const address = (): string | null => brokerAddress(readFileSync(logFile, 'utf8'));
  return waitUntil(address, { child, logFile, limitMilliseconds });
}

/**
 * The broker's address, once its log says that it is ready. The controller opens its port first, and the
 * broker registers there before it opens its own: the last one opened is the broker's.
 */
export function brokerAddress(log: string): string | null {
  const [before, after] = log.split('Kafka Server started');
  if (before === undefined || after === undefined) return null;
  const opened = [...before.matchAll(/Awaiting socket connections on (\S+:\d+)/g)];
  return opened.at(-1)?.[1] ?? null;
}

async function format(
  settingsFile: string,
  java: readonly string[],
  environment: Environment,
): Promise<void> {
  const tool = ['kafka.tools.StorageTool', 'format', '--standalone', '-t', newClusterId()];
  const { exitCode, output } = await runProgram(
    javaCommand(environment),
    [...java, ...tool, '-c', settingsFile],
    {
      timeoutMilliseconds: limits.kafkaFormatMilliseconds,
      environment: baseEnvironment(environment),
    },
  );
  if (exitCode === 0) return;
  const message = `Formatting Kafka's storage failed:\n${output.slice(-2_000)}`;
  throw new LocalStackError('RIEL_LOCAL_PART_ENDED', message);
}

/** 16 bytes in Kafka's spelling. A dash at its start would be read as an option of the command line. */
function newClusterId(): string {
  return `R${randomBytes(16).toString('base64url').slice(1)}`;
}
