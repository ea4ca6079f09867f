import type { Database } from '@riel/database';
import type { MonoApiKey } from '@riel/mono-client';
import type { Logger } from '@riel/runtime';
import { publishFacts, type FactPorts } from '../facts/publish-facts.ts';
import { askIntents, type AskedIntents, type AskIntentsPorts } from './ask-intents.ts';
import { readClosing, type Closing } from './read-closing.ts';
import { closeLink, leaseDueLinks, putOffLink, type DueLink } from './due-links.ts';

/** What closing needs. */
export interface ClosePorts extends FactPorts, Pick<AskIntentsPorts, 'reader'> {
  readonly database: Database;
  readonly logger: Logger;
  /** The keys to ask with, the best one first; none at present if it is empty. */
  readonly apiKeys: () => readonly MonoApiKey[];
  readonly prepareSealer: () => Promise<void>;
  readonly linksMax: number;
  readonly leaseMilliseconds: number;
  /** Pause between two looks at a link that is not closed yet. */
  readonly pauseMilliseconds: number;
  /** Pause between two looks at a link that does not expire and still works. */
  readonly undatedMilliseconds: number;
  readonly abandonedAfterMilliseconds: number;
  readonly onPublished: () => void;
  readonly onAnswer: (reason: string, outcome: string) => void;
}

const REASON = 'link-expired';
const MICROSECONDS_PER_MILLISECOND = 1_000;

const isExpired = ({ expiresAt }: DueLink, now: number): boolean =>
  expiresAt !== null && expiresAt <= BigInt(now);

function closingOf(ports: ClosePorts, link: DueLink, asked: AskedIntents): Closing {
  const now = ports.now();
  const isDisabled = asked.kind === 'answered' && !asked.isEnabled;
  const { abandonedAfterMilliseconds } = ports;
  const isOver = isExpired(link, now) || isDisabled;
  return readClosing({
    ...link,
    intents: asked.intents,
    isOver,
    now,
    abandonedAfterMilliseconds,
  });
}

async function lookAt(ports: ClosePorts, asking: AskIntentsPorts, link: DueLink): Promise<void> {
  const asked = await askIntents(asking, link);
  const closing = closingOf(ports, link, asked);
  const now = ports.now();
  const isClosed = asked.kind === 'answered' && closing.isClosed;
  const stillOpen = closing.openCount > 0 ? 'in-flight' : 'enabled';
  const outcome = asked.kind === 'trouble' ? asked.outcome : stillOpen;
  const waits = link.expiresAt === null && outcome === 'enabled';
  const pause = waits ? ports.undatedMilliseconds : ports.pauseMilliseconds;
  const retryAfter = asked.kind === 'trouble' ? (asked.retryAfterMilliseconds ?? 0) : 0;
  const dueAt = BigInt(now + Math.max(pause, retryAfter) * MICROSECONDS_PER_MILLISECOND);
  const facts = closing.events.map((event) => ({
    event,
    evidenceId: null,
    isUnnamed: false,
    traceparent: null,
  }));
  await ports.database.transaction(async (transaction) => {
    await publishFacts(transaction, facts, ports);
    if (isClosed) await closeLink(transaction, link.collectionLinkId, BigInt(now));
    else await putOffLink(transaction, link.collectionLinkId, { dueAt, outcome });
  });
  ports.onAnswer(REASON, isClosed ? 'closed' : outcome);
}

/**
 * Asks Mono about links that have expired, publishes what became of their intents and closes those of
 * which nothing can come any more. No webhook tells of an expired link or an abandoned intent.
 */
export async function closeLinks(ports: ClosePorts): Promise<number> {
  const apiKeys = ports.apiKeys();
  if (apiKeys.length === 0) return 0;
  const now = ports.now();
  const due = await leaseDueLinks(ports.database.kysely, {
    now: BigInt(now),
    leasedUntil: BigInt(now + ports.leaseMilliseconds * MICROSECONDS_PER_MILLISECOND),
    linksMax: ports.linksMax,
  });
  if (due.length === 0) return 0;
  await ports.prepareSealer();
  const nowMilliseconds = (): number => ports.now() / MICROSECONDS_PER_MILLISECOND;
  const asking = { reader: ports.reader, apiKeys, nowMilliseconds };
  await Promise.all(
    due.map(async (link) => {
      try {
        await lookAt(ports, asking, link);
      } catch (error) {
        ports.logger.warn({ error }, 'a look at a collection link failed, later again');
        ports.onAnswer(REASON, 'failed');
      }
    }),
  );
  ports.onPublished();
  return due.length;
}
