import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { startInfrastructure, type Infrastructure } from './infrastructure/start-infrastructure.ts';
import type { Say } from './output.ts';
import { startRun, type Run } from './run.ts';
import { createCredentials, type Credentials } from './services/credentials.ts';
import { writeKeyFiles } from './services/key-files.ts';
import type { ServiceName } from './services/service-names.ts';
import type { RunningService } from './services/start-service.ts';
import { dropLogins } from './services/drop-logins.ts';
import { startServices, type GivenSettings } from './services/start-services.ts';
import type { Keep } from './supervision/messages.ts';
import type { EndedChild } from './supervision/supervisor.ts';

/** A whole local stack: infrastructure, Mono or its sandbox, and every service, ready. */
export interface Stack {
  readonly run: Run;
  readonly infrastructure: Infrastructure;
  readonly services: ReadonlyMap<ServiceName, RunningService>;
  readonly monoBaseUrl: string;
  readonly credentials: Credentials;
  /** Settles once a part or a service has ended that nobody has told to. */
  readonly partEnded: Promise<EndedChild>;
  /** Ends everything that was started. Default: nothing of the run folder stays. */
  stop(keep?: Keep): Promise<void>;
}

export interface StackOptions {
  /** May name parts that run already, and hold LOG_LEVEL. */
  readonly environment: Environment;
  readonly say: Say;
  /** Default: every service that there is. */
  readonly services?: readonly ServiceName[];
  /** Settings of single services beside or instead of the stack's own. Default: none. */
  readonly settings?: GivenSettings;
}

/** Brings everything up. If a part fails, ends what was started, keeps the logs and throws. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { environment, say } = options;
  const run = await startRun();
  try {
    const credentials = createCredentials(environment);
    const [infrastructure, keys] = await Promise.all([
      startInfrastructure({ run, environment, say }),
      writeKeyFiles(join(run.folder, 'keys'), credentials),
    ]);
    const { running, monoBaseUrl, logins } = await startServices({
      ...options,
      run,
      infrastructure,
      credentials,
      keys,
    });
    return {
      run,
      infrastructure,
      services: running,
      monoBaseUrl,
      credentials,
      partEnded: firstEnd(run, running),
      stop: async (keep = 'nothing') => {
        await run.supervisor.end(keep);
        if (environment['DATABASE_URL']) await dropLogins(infrastructure.databaseUrl, logins);
      },
    };
  } catch (error) {
    await run.supervisor.end('logs');
    say(`The logs of the failed run are in ${join(run.folder, 'logs')}`);
    throw error;
  }
}

/** Also hears of a service that ended right after it was ready, before anybody listened. */
async function firstEnd(
  run: Run,
  services: ReadonlyMap<ServiceName, RunningService>,
): Promise<EndedChild> {
  return await Promise.race([
    run.supervisor.nextUnexpectedEnd(),
    ...[...services.values()].map(async ({ name, child }) => ({ name, exit: await child.exited })),
  ]);
}
