export { createCodec } from './codec.ts';
export type { Codec, CodecOptions, Decoded } from './codec.ts';
export { digestOfBody } from './digest-of-body.ts';
export {
  AvroEncodeError,
  EventNotDeclaredError,
  SchemaIncompatibleError,
  SchemaMissingError,
  SchemaNotPreparedError,
  SchemaUnavailableError,
} from './errors.ts';
export { registerSchemas } from './register-schemas.ts';
export type { RegisteredSchema } from './register-schemas.ts';
export type { RegistryOptions } from './registry.ts';
