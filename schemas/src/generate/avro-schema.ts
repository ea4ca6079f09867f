/** The part of Avro that the log uses. No enums: open values are strings. */
export type AvroType = string | TypedPrimitive | AvroRecord | AvroArray | AvroMap | AvroUnion;

/** A primitive with the name of our branded type, or with Avro's own logical type. */
export interface TypedPrimitive {
  readonly type: 'string' | 'long';
  readonly brand?: string;
  readonly logicalType?: 'timestamp-micros';
}

export interface AvroArray {
  readonly type: 'array';
  readonly items: AvroType;
}

export interface AvroMap {
  readonly type: 'map';
  readonly values: AvroType;
}

/** Only `[null, X]`: a field that may be absent. */
export type AvroUnion = readonly AvroType[];

export interface AvroField {
  readonly name: string;
  readonly doc?: string;
  readonly type: AvroType;
  readonly default?: unknown;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields: readonly AvroField[];
}

/** A schema with the file that it was read from, relative to the folder of schemas. */
export interface SchemaFile {
  readonly path: string;
  readonly schema: AvroRecord;
}

export function isUnion(type: AvroType): type is AvroUnion {
  return Array.isArray(type);
}

export function isRecord(type: AvroType): type is AvroRecord {
  return typeof type === 'object' && !isUnion(type) && type.type === 'record';
}

/** Every record in a type, the outermost first. */
export function recordsOf(type: AvroType): readonly AvroRecord[] {
  if (typeof type === 'string') return [];
  if (isUnion(type)) return type.flatMap(recordsOf);
  if (type.type === 'record') return [type, ...type.fields.flatMap((f) => recordsOf(f.type))];
  if (type.type === 'array') return recordsOf(type.items);
  if (type.type === 'map') return recordsOf(type.values);
  return [];
}
