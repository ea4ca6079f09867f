/** Zero byte and four bytes of the schema's id, before the Avro body. */
export const HEADER_BYTES = 5;

const MAGIC_BYTE = 0;

/** Writes the header into the first bytes. */
export function writeHeader(bytes: Buffer, schemaId: number): void {
  bytes[0] = MAGIC_BYTE;
  bytes.writeInt32BE(schemaId, 1);
}

/** Id of the writer's schema, or null if the bytes are not in the wire format. */
export function schemaIdOf(bytes: Buffer | null): number | null {
  if (bytes === null || bytes.length < HEADER_BYTES || bytes[0] !== MAGIC_BYTE) return null;
  return bytes.readInt32BE(1);
}
