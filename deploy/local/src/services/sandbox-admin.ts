import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import { localMonoAccounts, openingCreditMinorUnits } from './mono-accounts.ts';

/** Path of the webhook service that Mono sends to. */
export const WEBHOOK_PATH = '/v1/webhooks/mono';

/** Tells the sandbox where to send its webhooks, and what to sign them with. */
export function registerWebhook(
  sandboxUrl: string,
  endpoint: { readonly url: string; readonly secret: string },
): Promise<void> {
  return ask(sandboxUrl, {
    method: 'PUT',
    path: '/sandbox/webhook-endpoints',
    body: { endpoints: [endpoint] },
  });
}

/**
 * Puts money into every Mono account, as a credit that the sandbox reports like any other: so the ledger
 * learns of it in the ordinary way and both agree from the first second.
 */
export async function fundAccounts(sandboxUrl: string): Promise<void> {
  for (const { id } of localMonoAccounts) {
    const credit = { accountId: id, amount: openingCreditMinorUnits };
    await ask(sandboxUrl, { method: 'POST', path: '/sandbox/credits', body: credit });
  }
}

interface Wish {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly body: unknown;
}

async function ask(sandboxUrl: string, { method, path, body }: Wish): Promise<void> {
  const answer = await fetch(`${sandboxUrl}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(limits.addressCheckMilliseconds),
  });
  const text = await answer.text();
  if (answer.ok) return;
  throw new LocalStackError(
    'RIEL_LOCAL_SANDBOX',
    `${method} ${path} at the sandbox answered ${answer.status}: ${text.slice(0, 300)}`,
  );
}
