import { createWebhookStack, fuzzWebhooks, startFakeMono } from '@riel/webhook/testing';
import { Client } from 'pg';
import { startOwnStack, type OwnStack } from '../support/own-stack.ts';
import { startServiceProcess } from '../support/start-process.ts';
import type { FuzzerOptions, FuzzerOutcome } from './fuzzer.ts';

const CONNECTIONS = 32;
const FAILURES_SHOWN_MAX = 20;

async function digestsOf(stack: OwnStack): Promise<ReadonlySet<string>> {
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ digest: string }>(
      `select encode(digest, 'hex') as digest from webhook.receipts`,
    );
    return new Set(rows.map((row) => row.digest));
  } finally {
    await client.end();
  }
}

interface Judged {
  readonly believed: number;
  readonly lost: number;
}

/** Bodies that were stored although nobody signed them, and signed ones that were not. */
function judge(
  stored: ReadonlySet<string>,
  sent: {
    readonly signedDigests: ReadonlySet<string>;
    readonly unsignedDigests: ReadonlySet<string>;
  },
): Judged {
  return {
    believed: [...sent.unsignedDigests].filter((digest) => stored.has(digest)).length,
    lost: [...sent.signedDigests].filter((digest) => !stored.has(digest)).length,
  };
}

/** Header and body of webhooks against the real service: never a crash, a 5xx, or belief unearned. */
export async function fuzzWebhook(options: FuzzerOptions): Promise<FuzzerOutcome> {
  const stack = await startOwnStack();
  const mono = await startFakeMono();
  const files = await createWebhookStack({ ...stack, monoBaseUrl: mono.url });
  try {
    const service = await startServiceProcess(stack.run, 'webhook', { ...files.environment });
    const { httpUrl } = service;
    const { seed, casesCount, print } = options;
    const since = performance.now();
    const report = await fuzzWebhooks({
      httpUrl,
      seed,
      casesCount,
      secret: files.secret,
      connectionsCount: CONNECTIONS,
    });
    const seconds = (performance.now() - since) / 1_000;
    const judged = judge(await digestsOf(stack), report);
    const isAlive = (await fetch(`${service.adminUrl}/health/live`)).status === 200;
    for (const failure of report.failures.slice(0, FAILURES_SHOWN_MAX)) {
      print(`failed: ${JSON.stringify(failure)}`);
    }
    print(`${casesCount} cases in ${seconds.toFixed(1)} s, seed ${seed}`);
    for (const [kind, count] of Object.entries(report.byKind)) print(`  ${count} ${kind}`);
    print(`answered as they must not be: ${report.failures.length}`);
    print(`believed though unsigned: ${judged.believed}; signed and lost: ${judged.lost}`);
    print(`the service is ${isAlive ? 'alive' : 'dead'}`);
    const dead = isAlive ? 0 : 1;
    return { failuresCount: report.failures.length + judged.believed + judged.lost + dead };
  } finally {
    await stack.stop();
    await mono.stop();
    await files.remove();
  }
}
