import type { MonoCollectionIntent, MonoReader } from '@riel/mono-client';
import { ask, type AskPorts } from '../look-ups/look-up-answer.ts';
import type { DueLink } from './due-links.ts';

const PAGE_SIZE = 500;
const PAGES_MAX = 20;

/** What Mono says of a link and its intents. */
export type AskedIntents =
  | {
      readonly kind: 'answered';
      readonly intents: readonly MonoCollectionIntent[];
      /** False if Mono has switched the link off. */
      readonly isEnabled: boolean;
    }
  | {
      readonly kind: 'trouble';
      readonly outcome: string;
      readonly retryAfterMilliseconds: number | null;
      /** What was read before the trouble. */
      readonly intents: readonly MonoCollectionIntent[];
    };

export interface AskIntentsPorts extends Pick<AskPorts, 'apiKeys' | 'nowMilliseconds'> {
  readonly reader: Pick<MonoReader, 'listCollectionIntents' | 'getCollectionLink'>;
}

/** Asks Mono for all intents of a link and, of one without an expiry, whether it still works. */
export async function askIntents(ports: AskIntentsPorts, link: DueLink): Promise<AskedIntents> {
  const { monoCollectionLinkId } = link;
  const intents: MonoCollectionIntent[] = [];
  const trouble = (
    outcome: string,
    retryAfterMilliseconds: number | null = null,
  ): AskedIntents => ({ kind: 'trouble', outcome, retryAfterMilliseconds, intents });
  let isLast = false;
  for (let number = 1; !isLast; number += 1) {
    if (number > PAGES_MAX) return trouble('too-many-pages');
    const page = await ask(ports, (apiKey) =>
      ports.reader.listCollectionIntents({
        apiKey,
        filters: { collectionLinkId: monoCollectionLinkId },
        page: { number, size: PAGE_SIZE },
        sort: { field: 'inserted_at', direction: 'asc' },
      }),
    );
    if (page.kind === 'trouble') return trouble(page.outcome, page.retryAfterMilliseconds);
    const { items, unreadable, totalPages } = page.value;
    intents.push(...items);
    if (unreadable.length > 0) return trouble('unreadable');
    isLast = totalPages === null ? items.length < PAGE_SIZE : number >= totalPages;
  }
  if (link.expiresAt !== null) return { kind: 'answered', intents, isEnabled: true };
  const found = await ask(ports, (apiKey) =>
    ports.reader.getCollectionLink({ apiKey, id: monoCollectionLinkId }),
  );
  if (found.kind === 'trouble') return trouble(found.outcome, found.retryAfterMilliseconds);
  if (found.value.id !== monoCollectionLinkId) return trouble('nothing');
  return { kind: 'answered', intents, isEnabled: found.value.enabled !== false };
}
