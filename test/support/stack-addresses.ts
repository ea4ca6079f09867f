import { inject } from 'vitest';

/** Where the parts of this run's shared stack answer. */
export interface StackAddresses {
  /** Of a superuser, naming a database that tests leave alone. */
  readonly databaseUrl: string;
  /** Name of the database that holds every service's tables, empty; null while there is none. */
  readonly templateDatabase: string | null;
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
