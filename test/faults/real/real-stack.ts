import { randomBytes } from 'node:crypto';
import {
  createGatewayFiles,
  createTestRequests,
  type GatewayFiles,
  type HttpMono,
  type TestRequests,
} from '@riel/mono-gateway/testing';
import { runSql } from '../../support/run-sql.ts';
import { startOwnStack, type OwnStack } from '../../support/own-stack.ts';
import { openGatewayLog, type GatewayLog } from './gateway-log.ts';
import { shortSettings } from './gateway-settings.ts';

/** The key of Mono's API that every stack begins with. */
export const FIRST_KEY = 'mono-1';

/** What all runs share: real PostgreSQL, Kafka and registry, keys, and the log. */
export interface RealStack {
  readonly own: OwnStack;
  readonly requests: TestRequests;
  readonly files: GatewayFiles;
  readonly log: GatewayLog;
  /** The settings of a gateway that talks to a Mono. */
  environmentOf(mono: { readonly url: string }): Readonly<Record<string, string>>;
  /** Adds a key of Mono's API, newer than all others, to what gateways read. */
  addKey(id: string): Promise<void>;
  /** Every key that gateways hold: Mono's, and the one of operations. */
  secrets(): readonly string[];
  /** Has a Mono let all keys in. */
  admitKeys(mono: HttpMono): void;
  /** Forgets the lanes of earlier runs, so that runs are alike. No gateway may run. */
  forgetLanes(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts it. Always with infrastructure of its own: a gateway on a log that others use would refuse
 * what they request.
 */
export async function startRealStack(): Promise<RealStack> {
  const own = await startOwnStack({});
  const requests = await createTestRequests();
  const files = await createGatewayFiles({ ...own, requests, monoBaseUrl: 'http://127.0.0.1:1' });
  const keys = new Map<string, string>();
  const addKey = async (id: string): Promise<void> => {
    const secret = randomBytes(18).toString('base64url');
    keys.set(id, secret);
    await files.writeApiKey(id, new Date().toISOString(), secret);
  };
  await addKey(FIRST_KEY);
  const log = await openGatewayLog(own);
  return {
    own,
    requests,
    files,
    log,
    addKey,
    secrets: () => [...keys.values(), files.opsKey],
    admitKeys: (mono) => {
      for (const [id, secret] of keys) mono.admitKey(id, secret);
    },
    environmentOf: ({ url }) => ({ ...files.environment, ...shortSettings, MONO_BASE_URL: url }),
    forgetLanes: () => runSql(own.databaseUrl, 'delete from gateway.lanes'),
    stop: async () => {
      await log.stop();
      await own.stop();
      await files.remove();
    },
  };
}
