import { problem } from '../api/mono-error.ts';
import type { SandboxIntent, SandboxLink } from './collection.ts';

/** Links and intents in the order of their creation. */
export interface CollectionStore {
  addLink(link: SandboxLink): void;
  link(id: string): SandboxLink | undefined;
  links(): readonly SandboxLink[];
  addIntent(intent: SandboxIntent): void;
  intent(id: string): SandboxIntent | undefined;
  intents(): readonly SandboxIntent[];
}

export function createCollectionStore(itemsMax: number): CollectionStore {
  const links = new Map<string, SandboxLink>();
  const intents = new Map<string, SandboxIntent>();
  const add = <Item extends { readonly id: string }>(
    items: Map<string, Item>,
    item: Item,
  ): void => {
    if (items.size >= itemsMax) throw problem(503, 'sandbox_full', 'The sandbox keeps no more.');
    items.set(item.id, item);
  };
  return {
    addLink: (link) => add(links, link),
    link: (id) => links.get(id),
    links: () => [...links.values()],
    addIntent: (intent) => add(intents, intent),
    intent: (id) => intents.get(id),
    intents: () => [...intents.values()],
  };
}
