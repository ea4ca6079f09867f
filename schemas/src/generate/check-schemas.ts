import { SchemaRuleError } from '../errors.ts';
import { isUnion, recordsOf } from './avro-schema.ts';
import type { AvroField, AvroRecord, AvroType, SchemaFile } from './avro-schema.ts';

const primitives = new Set(['null', 'boolean', 'int', 'long', 'bytes', 'string']);

const kebabCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, '-$&').toLowerCase();

/** Where in a schema the check stands, and the records that were defined before that place. */
interface Place {
  readonly text: string;
  readonly defined: Set<string>;
}

/**
 * Checks that every schema is self-contained, documented and within the part of Avro that every
 * version can evolve in. Throws SchemaRuleError naming the file and the field.
 */
export function checkSchemas(files: readonly SchemaFile[]): void {
  const shared = new Map<string, string>();
  for (const { path, schema } of files) {
    if (schema.namespace !== 'riel') throw new SchemaRuleError(path, 'namespace must be riel');
    if (!path.endsWith(`/${kebabCase(schema.name)}.avsc`)) {
      throw new SchemaRuleError(path, `the file of ${schema.name} must be named after it`);
    }
    checkType(schema, { text: path, defined: new Set() });
    for (const record of recordsOf(schema)) checkSameEverywhere(path, record, shared);
  }
}

function checkSameEverywhere(path: string, record: AvroRecord, shared: Map<string, string>): void {
  const text = JSON.stringify(record);
  const known = shared.get(record.name) ?? text;
  if (known !== text) {
    throw new SchemaRuleError(path, `${record.name} differs from the same record elsewhere`);
  }
  shared.set(record.name, text);
}

function checkType(type: AvroType, place: Place): void {
  if (typeof type === 'string') {
    if (primitives.has(type) || place.defined.has(type)) return;
    throw new SchemaRuleError(place.text, `type ${type} is not defined in this schema`);
  }
  if (isUnion(type)) return checkUnion(type, place);
  switch (type.type) {
    case 'record':
      return checkRecord(type, place);
    case 'array':
      return checkType(type.items, place);
    case 'map':
      return checkType(type.values, place);
    case 'string':
    case 'long':
      if (type.brand === undefined && type.logicalType === undefined) {
        throw new SchemaRuleError(place.text, `write "${type.type}" where nothing is added`);
      }
      return;
    default:
      throw new SchemaRuleError(place.text, 'type is outside the part of Avro that the log uses');
  }
}

function checkUnion(type: readonly AvroType[], place: Place): void {
  const [first, second, ...more] = type;
  if (first !== 'null' || second === undefined || more.length > 0) {
    throw new SchemaRuleError(place.text, 'a union must be null and one other type');
  }
  checkType(second, place);
}

function checkRecord(record: AvroRecord, place: Place): void {
  if (!record.doc) throw new SchemaRuleError(place.text, `record ${record.name} has no doc`);
  place.defined.add(record.name);
  const prefix = place.text.includes(': ') ? `${place.text}.` : `${place.text}: `;
  for (const field of record.fields) {
    checkField(field, { text: `${prefix}${field.name}`, defined: place.defined });
  }
}

function checkField(field: AvroField, place: Place): void {
  if (!field.doc) throw new SchemaRuleError(place.text, 'field has no doc');
  if (isUnion(field.type) && field.default !== null) {
    throw new SchemaRuleError(place.text, 'a field that may be null must default to null');
  }
  checkType(field.type, place);
}
