import type avsc from 'avsc';

import { SchemaMissingError, SchemaUnavailableError } from '../errors.ts';
import { eventType } from '../event-type.ts';
import type { Registry } from '../registry.ts';

/** A registry in memory that counts its calls and can be down. */
export class MemoryRegistry implements Registry {
  calls = 0;
  isDown = false;
  private readonly schemas: string[] = [];

  async fetchWriter(schemaId: number): Promise<avsc.Type | null> {
    this.call();
    const text = this.schemas[schemaId - 1];
    if (text === undefined) throw new SchemaUnavailableError(`schema id ${schemaId}`, 'unknown');
    return text === 'not Avro' ? null : eventType(JSON.parse(text) as object);
  }

  async idOf(subject: string, schema: object): Promise<number> {
    this.call();
    const index = this.schemas.indexOf(JSON.stringify(schema));
    if (index === -1) throw new SchemaMissingError(subject);
    return index + 1;
  }

  async register(_: string, schema: object): Promise<number> {
    return this.hold(JSON.stringify(schema));
  }

  /** Holds any text under the next id. */
  hold(text: string): number {
    return this.schemas.includes(text) ? this.schemas.indexOf(text) + 1 : this.schemas.push(text);
  }

  private call(): void {
    this.calls += 1;
    if (this.isDown) throw new SchemaUnavailableError('any schema', 'unreachable');
  }
}
