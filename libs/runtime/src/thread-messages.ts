/** What the main thread says to another one. */
export type ToThread =
  | { readonly kind: 'signal'; readonly name: string }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'stop' };

/** What a thread says to the main one. Its errors and its end are told by Node. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'metrics'; readonly text: string };
