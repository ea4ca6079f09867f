import { eventNames, eventSchemas } from '@riel/schemas';

import { createRegistry } from './registry.ts';
import type { RegistryOptions } from './registry.ts';
import { subjectOf } from './subject.ts';

/** A subject with the registry's id of the schema that this version was built with. */
export interface RegisteredSchema {
  readonly subject: string;
  readonly schemaId: number;
}

/**
 * Registers every event's schema as FULL_TRANSITIVE; run again it changes nothing. Throws
 * SchemaIncompatibleError naming the subject, SchemaUnavailableError.
 */
export async function registerSchemas(
  options: RegistryOptions,
): Promise<readonly RegisteredSchema[]> {
  const registry = createRegistry(options);
  const registered: RegisteredSchema[] = [];
  for (const name of eventNames) {
    const subject = subjectOf(name);
    registered.push({ subject, schemaId: await registry.register(subject, eventSchemas[name]) });
  }
  return registered;
}
