import type { Login } from '@riel/cli';
import type { Environment } from '../environment.ts';
import type { Infrastructure } from '../infrastructure/start-infrastructure.ts';
import type { Say } from '../output.ts';
import type { Run } from '../run.ts';
import type { Credentials } from './credentials.ts';
import { deployStack } from './deploy-stack.ts';
import type { KeyFiles } from './key-files.ts';
import { createLogins, databaseUrlFor } from './logins.ts';
import { fundAccounts, registerWebhook, WEBHOOK_PATH } from './sandbox-admin.ts';
import { serviceEnvironment } from './service-environment.ts';
import { presentServices, type ServiceName } from './service-names.ts';
import { startService, type RunningService } from './start-service.ts';

/** Variables of single services. */
export type GivenSettings = Readonly<
  Partial<Record<ServiceName, Readonly<Record<string, string>>>>
>;

export interface ServicesOptions {
  readonly run: Run;
  readonly infrastructure: Infrastructure;
  readonly credentials: Credentials;
  readonly keys: KeyFiles;
  /** MONO_BASE_URL in it replaces the sandbox by another Mono. */
  readonly environment: Environment;
  readonly say: Say;
  /** Default: every service that there is. */
  readonly services?: readonly ServiceName[];
  /** Settings of single services beside or instead of the stack's own. Default: none. */
  readonly settings?: GivenSettings;
}

/** The services of one run, all ready, and Mono's address. */
export interface Services {
  readonly running: ReadonlyMap<ServiceName, RunningService>;
  readonly monoBaseUrl: string;
  /** Users of the database that were made for this run. */
  readonly logins: readonly Login[];
}

/**
 * Deploys and starts the services. Each waits only for those whose address it needs: the gateway and the
 * webhook service for the sandbox, the command service for the read side that its answers point to.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { infrastructure, environment, run } = options;
  const givenMono = environment['MONO_BASE_URL'] || null;
  const names = (options.services ?? presentServices()).filter(
    (name) => name !== 'mono-sandbox' || givenMono === null,
  );
  const logins = createLogins(names, run.id);
  const starting = new Map<ServiceName, Promise<RunningService>>();
  const httpUrlOf = async (name: ServiceName): Promise<string | null> =>
    (await starting.get(name))?.httpUrl ?? null;

  async function start(name: ServiceName): Promise<RunningService> {
    if (name !== 'mono-sandbox') await deployed;
    const login = logins.get(name);
    const settings = serviceEnvironment(name, {
      ...infrastructure,
      keys: options.keys,
      monoBaseUrl: needsMono.has(name)
        ? (givenMono ?? (await httpUrlOf('mono-sandbox')) ?? '')
        : '',
      queryBaseUrl: name === 'command' ? await httpUrlOf('ledger-query') : null,
    });
    const database =
      login === undefined
        ? {}
        : { DATABASE_URL: databaseUrlFor(infrastructure.databaseUrl, login) };
    const given = options.settings?.[name];
    return startService(name, {
      run,
      environment,
      settings: { ...settings, ...given, ...database },
    });
  }

  const deployed = deployStack(infrastructure, [...logins.values()], options.say);
  // Who waits for another waits for its promise, so all of them stand before the first one looks.
  for (const name of names) starting.set(name, Promise.resolve(name).then(start));
  const running = await settled(starting);
  await deployed;
  const monoBaseUrl = givenMono ?? running.get('mono-sandbox')?.httpUrl ?? '';
  const webhookUrl = running.get('webhook')?.httpUrl;
  if (givenMono === null && webhookUrl !== undefined && monoBaseUrl !== '') {
    const secret = options.credentials.monoWebhookSecret;
    await registerWebhook(monoBaseUrl, { url: `${webhookUrl}${WEBHOOK_PATH}`, secret });
    await fundAccounts(monoBaseUrl);
  }
  return { running, monoBaseUrl, logins: [...logins.values()] };
}

const needsMono: ReadonlySet<ServiceName> = new Set(['mono-gateway', 'webhook', 'reconciliation']);

/** Waits for all, so that none is still starting when the first failure is thrown. */
async function settled(
  starting: ReadonlyMap<ServiceName, Promise<RunningService>>,
): Promise<ReadonlyMap<ServiceName, RunningService>> {
  const outcomes = await Promise.allSettled(starting.values());
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const running = await Promise.all(starting.values());
  return new Map(running.map((service) => [service.name, service]));
}
