import type { MonoCollectionLink, MonoCreatedTransfer } from '@riel/mono-client';

/** What Mono created, as far as the gateway looks at it: a transfer or a collection link. */
export interface CreatedObject extends Pick<
  MonoCreatedTransfer,
  'externalId' | 'entityId' | 'state' | 'routing' | 'batch' | 'insertedAt'
> {
  /** Mono's id of it. */
  readonly id: string;
  /** The URL to share; transfers have none. */
  readonly link?: string;
}

/** A link as an object that was created; null without the URL, which is all that a link is for. */
export function createdLinkOf(link: MonoCollectionLink): CreatedObject | null {
  if (link.link === null) return null;
  return {
    id: link.id,
    externalId: link.externalId,
    entityId: null,
    state: 'created',
    routing: null,
    batch: null,
    insertedAt: link.insertedAt,
    link: link.link,
  };
}
