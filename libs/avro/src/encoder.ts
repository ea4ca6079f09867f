import type avsc from 'avsc';

import { AvroEncodeError } from './errors.ts';
import { HEADER_BYTES, writeHeader } from './wire-format.ts';

const SCRATCH_BYTES = 4096;

/** Turns a value of one event into a record in the wire format. */
export type Encoder = (value: object) => Buffer;

/** An encoder that refuses fields which the schema does not declare: a misspelling is no loss. */
export function createEncoder(name: string, type: avsc.Type, schemaId: number): Encoder {
  const scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
  writeHeader(scratch, schemaId);
  return (value) => {
    if (!type.isValid(value, { noUndeclaredFields: true })) {
      throw new AvroEncodeError(name, invalidPaths(type, value));
    }
    const end = type.encode(value, scratch, HEADER_BYTES);
    if (end >= 0) return Buffer.from(scratch.subarray(0, end));
    const bytes = Buffer.allocUnsafe(SCRATCH_BYTES - end);
    writeHeader(bytes, schemaId);
    return bytes.subarray(0, type.encode(value, bytes, HEADER_BYTES));
  };
}

function invalidPaths(type: avsc.Type, value: object): readonly string[] {
  const paths = new Set<string>();
  const errorHook = (path: readonly string[], fault: unknown, faultType: avsc.Type): void => {
    const undeclared = undeclaredFields(fault, faultType);
    for (const name of undeclared) paths.add([...path, name].join('.'));
    if (undeclared.length === 0) paths.add(path.join('.'));
  };
  type.isValid(value, { noUndeclaredFields: true, errorHook });
  return [...paths].filter((path) => path !== '');
}

/** avsc names only the record that holds an undeclared field; the name is what helps. */
function undeclaredFields(fault: unknown, type: avsc.Type): readonly string[] {
  if (type.typeName !== 'record' || typeof fault !== 'object' || fault === null) return [];
  const declared = new Set((type as avsc.types.RecordType).fields.map((field) => field.name));
  return Object.keys(fault).filter((name) => !declared.has(name));
}
