import closeWithGrace from 'close-with-grace';
import { type Static, Type } from 'typebox';
import { commonSettings } from './common-settings.ts';
import { type Environment, readConfiguration } from './configuration.ts';
import { RuntimeError } from './errors.ts';
import { createLogger, type Logger } from './logger.ts';
import type { Started } from './parts.ts';
import { type Addresses, removeReadyFile, writeReadyFile } from './ready-file.ts';

/** A service that runs: where it is, and how to stop it. */
export type RunningService = Started & Addresses;

export interface ServiceOptions {
  readonly name: string;
  start(environment: NodeJS.ProcessEnv): Promise<RunningService>;
  /** Default: the process's own. */
  readonly environment?: NodeJS.ProcessEnv;
}

// After these no JavaScript can be run safely: the process must die at once.
const DEADLY_SIGNALS = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGTRAP'] as const;

const { LOG_LEVEL, READY_FILE, STOP_TIMEOUT_MILLISECONDS } = commonSettings;
const lifecycleSettings = Type.Object({ LOG_LEVEL, READY_FILE, STOP_TIMEOUT_MILLISECONDS });
type LifecycleSettings = Static<typeof lifecycleSettings>;

/**
 * Runs a service as a process: starts it, writes READY_FILE, waits for SIGTERM or SIGINT, stops it
 * within STOP_TIMEOUT_MILLISECONDS and exits. The status is 0 after an orderly stop, and 1 after a
 * failed start, an uncaught error, a stop that failed or took too long, or a second signal.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const environment = options.environment ?? process.env;
  const settings = settingsOrExit(options.name, environment);
  const logger = createLogger({ service: options.name, level: settings.LOG_LEVEL });
  const starting = Promise.try(async () => await options.start(environment));
  stopWithGrace({ starting, settings, logger });
  try {
    const running = await starting;
    if (settings.READY_FILE !== undefined) await writeReadyFile(settings.READY_FILE, running);
    logger.info({ state: 'ready' }, 'service is ready');
  } catch (error) {
    logger.fatal({ error }, 'service could not start');
    process.exit(1);
  }
}

function settingsOrExit(name: string, environment: Environment): LifecycleSettings {
  try {
    return readConfiguration(lifecycleSettings, environment);
  } catch (error) {
    createLogger({ service: name, level: 'fatal' }).fatal({ error }, 'service could not start');
    return process.exit(1);
  }
}

interface Running {
  readonly starting: Promise<RunningService>;
  readonly settings: LifecycleSettings;
  readonly logger: Logger;
}

function stopWithGrace({ starting, settings, logger }: Running): void {
  const limit = settings.STOP_TIMEOUT_MILLISECONDS;
  const refuse = (code: 'RIEL_STOP_TIMED_OUT', message: string): void => {
    logger.fatal({ error: new RuntimeError(code, message) }, 'stop was cut short');
  };
  closeWithGrace(
    {
      delay: limit,
      logger: false,
      skip: [...DEADLY_SIGNALS],
      onTimeout: () => refuse('RIEL_STOP_TIMED_OUT', `stop took more than ${limit} ms`),
      onSecondSignal: (signal) => logger.fatal({ signal }, 'second signal, exiting at once'),
      onSecondError: (error) => logger.fatal({ error }, 'second error, exiting at once'),
    },
    async ({ signal, err }) => {
      if (err !== undefined) logger.fatal({ error: err }, 'uncaught error, stopping');
      else if (signal !== undefined) logger.info({ signal }, 'stopping');
      else throw endedByItself(logger);
      await stop({ starting, settings, logger });
    },
  );
}

// Nothing is left that could run: a service never ends like that on purpose.
function endedByItself(logger: Logger): RuntimeError {
  const error = new RuntimeError('RIEL_STOPPED_BY_ITSELF', 'nothing is left to run');
  logger.fatal({ error }, 'service ended by itself');
  return error;
}

async function stop({ starting, settings, logger }: Running): Promise<void> {
  if (settings.READY_FILE !== undefined) await removeReadyFile(settings.READY_FILE);
  try {
    const running = await starting;
    await running.stop();
    logger.info({ state: 'stopped' }, 'service is stopped');
  } catch (error) {
    logger.fatal({ error }, 'service did not stop in order');
    throw error;
  }
}
