// A UUID takes 36 characters as text and 22 in base 64; three of them stand in most subjects.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const UUID_CHARACTERS = 36;
const PACKED_CHARACTERS = 22;
const RAW = '~';

const values = new Int16Array(128).fill(-1);
for (let index = 0; index < ALPHABET.length; index += 1) values[ALPHABET.charCodeAt(index)] = index;

const hexValues = new Int16Array(128).fill(-1);
for (let index = 0; index < 16; index += 1) hexValues[index.toString(16).charCodeAt(0)] = index;

/** Twelve bits as two characters. */
const pairs: readonly string[] = Array.from(
  { length: 4096 },
  (_, bits) => ALPHABET.charAt(bits >> 6) + ALPHABET.charAt(bits & 63),
);

/** Twelve bits as three hexadecimal digits. */
const triples: readonly string[] = Array.from({ length: 4096 }, (_, bits) =>
  bits.toString(16).padStart(3, '0'),
);

/** Shortens a lower-case UUID; any other text stays as it is, behind a mark. */
export function packEventId(eventId: string): string {
  if (eventId.length !== UUID_CHARACTERS) return RAW + eventId;
  let packed = '';
  let bits = 0;
  let digits = 0;
  for (let index = 0; index < UUID_CHARACTERS; index += 1) {
    const code = eventId.charCodeAt(index);
    if (isDashPlace(index)) {
      if (code !== 45) return RAW + eventId;
      continue;
    }
    const value = code < 128 ? (hexValues[code] ?? -1) : -1;
    if (value < 0) return RAW + eventId;
    bits = (bits << 4) | value;
    digits += 1;
    if (digits % 3 !== 0) continue;
    packed += pairs[bits] ?? '';
    bits = 0;
  }
  // 32 digits are ten groups of three and two more.
  return packed + (pairs[bits] ?? '');
}

/** Undoes `packEventId`. */
export function unpackEventId(packed: string): string {
  if (packed.length !== PACKED_CHARACTERS || packed.startsWith(RAW)) return packed.slice(1);
  let digits = '';
  for (let index = 0; index < PACKED_CHARACTERS; index += 2) {
    const high = values[packed.charCodeAt(index)] ?? 0;
    const low = values[packed.charCodeAt(index + 1)] ?? 0;
    const three = triples[(high << 6) | low] ?? '';
    digits += index === PACKED_CHARACTERS - 2 ? three.slice(1) : three;
  }
  const part = (start: number, end: number): string => digits.slice(start, end);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
}

function isDashPlace(index: number): boolean {
  return index === 8 || index === 13 || index === 18 || index === 23;
}
