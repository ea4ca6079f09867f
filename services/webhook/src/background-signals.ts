/** What the route tells the thread behind it: rows wait in the outbox, Mono is to be asked. */
export const backgroundSignals = { published: 'published', asked: 'asked' } as const;
