import { inject } from 'vitest';

/** Where the parts of this run's shared stack answer. */
export interface StackAddresses {
  /** Of a superuser, naming a database that tests leave alone. */
  readonly databaseUrl: string;
  /**
   * The database that holds every service's tables and no rows, or why it could not be made: then
   * only the tests that want a copy of it fail.
   */
  readonly template:
    | { readonly kind: 'made'; readonly name: string }
    | { readonly kind: 'failed'; readonly problem: string };
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    stack: StackAddresses;
  }
}

/** Addresses of the stack that the set-up of the integration tests started or attached to. */
export function stackAddresses(): StackAddresses {
  return inject('stack');
}
