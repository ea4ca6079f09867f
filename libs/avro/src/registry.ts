import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import avsc from 'avsc';

import { SchemaIncompatibleError, SchemaMissingError, SchemaUnavailableError } from './errors.ts';
import { typeOptions } from './event-type.ts';

/** Limits on the calls to the registry. */
export interface RegistryOptions {
  /**
   * Base URL of the Confluent API, such as `http://registry:8080/apis/ccompat/v7`; may hold user
   * and password.
   */
  readonly registryUrl: string;
  /** Longest wait for one answer, milliseconds; default 5000. */
  readonly timeoutMilliseconds?: number;
  /** Repetitions of a call that failed; default 3. */
  readonly retriesMax?: number;
}

/** The schema registry as this package needs it. Subjects are full names of records. */
export interface Registry {
  /** The writer's schema of an id. Throws SchemaUnavailableError. */
  fetchWriter(schemaId: number): Promise<avsc.Type | null>;
  /** Id of exactly this schema. Throws SchemaMissingError, SchemaUnavailableError. */
  idOf(subject: string, schema: object): Promise<number>;
  /** Registers as FULL_TRANSITIVE. Throws SchemaIncompatibleError, SchemaUnavailableError. */
  register(subject: string, schema: object): Promise<number>;
}

type RegistryArguments = ConstructorParameters<typeof SchemaRegistry>[0];
type Middleware = NonNullable<RegistryArguments['middlewares']>[number];

const asAvro = (schema: object) => ({
  type: SchemaType.AVRO as const,
  schema: JSON.stringify(schema),
});

/** Connects nothing yet: each call is one HTTP request, with retries. */
export function createRegistry(options: RegistryOptions): Registry {
  const client = new SchemaRegistry(clientArguments(options), { [SchemaType.AVRO]: typeOptions() });
  return {
    async fetchWriter(schemaId) {
      try {
        const schema = await client.getSchema(schemaId);
        return avsc.Type.isType(schema) ? (schema as unknown as avsc.Type) : null;
      } catch (error) {
        throw unavailable(`schema id ${schemaId}`, error);
      }
    },
    async idOf(subject, schema) {
      try {
        return await client.getRegistryIdBySchema(subject, asAvro(schema));
      } catch (error) {
        if (isNotFound(error)) throw new SchemaMissingError(subject);
        throw unavailable(`schema ${subject}`, error);
      }
    },
    async register(subject, schema) {
      try {
        const compatibility = COMPATIBILITY.FULL_TRANSITIVE;
        const { id } = await client.register(asAvro(schema), { subject, compatibility });
        return id;
      } catch (error) {
        throw refusal(subject, error) ?? unavailable(`schema ${subject}`, error);
      }
    },
  };
}

function clientArguments(options: RegistryOptions): RegistryArguments {
  const url = new URL(options.registryUrl);
  const auth =
    url.username === ''
      ? {}
      : {
          auth: {
            username: decodeURIComponent(url.username),
            password: decodeURIComponent(url.password),
          },
        };
  url.username = '';
  url.password = '';
  return {
    ...auth,
    host: url.href.replace(/\/+$/, ''),
    clientId: 'riel',
    retry: { retries: options.retriesMax ?? 3 },
    middlewares: [timeLimit(options.timeoutMilliseconds ?? 5000)],
  };
}

/** Without it a registry that accepts and never answers would hold its caller for ever. */
function timeLimit(timeoutMilliseconds: number): Middleware {
  return () => ({
    prepareRequest: async (next) => (await next()).enhance({ timeout: timeoutMilliseconds }),
  });
}

const statusOf = (error: unknown): unknown => (error as { readonly status?: unknown }).status;

/** The client turns the 404 of one call into an error of its own that has lost the status. */
const isNotFound = (error: unknown): boolean =>
  statusOf(error) === 404 || (error as Error).name === 'ConfluentSchemaRegistryError';

function unavailable(wanted: string, error: unknown): SchemaUnavailableError {
  const reason = statusOf(error) === 404 ? 'unknown' : 'unreachable';
  return new SchemaUnavailableError(wanted, reason, error);
}

function refusal(subject: string, error: unknown): SchemaIncompatibleError | null {
  const { message, name } = error as Error;
  if (name === 'ConfluentSchemaRegistryCompatibilityError') {
    return new SchemaIncompatibleError(subject, message, error);
  }
  const status = statusOf(error);
  if (status !== 409 && status !== 422) return null;
  return new SchemaIncompatibleError(subject, message, error);
}
