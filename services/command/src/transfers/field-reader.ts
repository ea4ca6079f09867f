import type { Rejection, RejectionCode } from './rejection.ts';

/** What a text field must look like. The description completes the sentence "must be ...". */
export interface TextForm {
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly pattern?: RegExp;
  readonly description: string;
}

/** Reads fields of a value that came from outside, and notes every fault instead of stopping at the first. */
export interface FieldReader {
  /** The text, or '' after a fault was noted. */
  text(name: string, form: TextForm): string;
  /** The text, or null if the field is absent, null or at fault. */
  optionalText(name: string, form: TextForm): string | null;
  /** The texts of a list, or null if the field is absent, null or at fault. */
  optionalTexts(name: string, form: TextForm & { readonly itemsMax: number }): string[] | null;
  /** A reader of the object inside; it notes a fault, and is empty, if there is no object. */
  object(name: string): FieldReader;
  /** The field as it came; undefined if absent. */
  raw(name: string): unknown;
  names(): string[];
  /** Notes every field that is not listed, so that a misspelt optional field cannot go unseen. */
  refuseOthers(known: readonly string[]): void;
  fault(name: string, code: RejectionCode, message: string): void;
}

// Control characters, lone surrogates and line separators have no place in a payment's text.
const forbiddenCharacters = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

type Objects = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Objects =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param path what stands before the field's name in faults: '' or, for example, `payee.` */
export function createFieldReader(value: unknown, path: string, faults: Rejection[]): FieldReader {
  const fields: Objects = isObject(value) ? value : {};
  const fault = (name: string, code: RejectionCode, message: string): void => {
    faults.push({ field: `${path}${name}`, code, message });
  };
  const raw = (name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
  const checked = (name: string, found: unknown, form: TextForm): string | null => {
    const outcome = checkText(found, form);
    if (outcome.kind === 'text') return outcome.text;
    fault(name, outcome.code, `must be ${form.description}`);
    return null;
  };
  return {
    raw,
    fault,
    names: () => Object.keys(fields),
    text(name, form) {
      const found = raw(name);
      if (found !== undefined && found !== null) return checked(name, found, form) ?? '';
      fault(name, 'required', 'must be given');
      return '';
    },
    optionalText(name, form) {
      const found = raw(name);
      return found === undefined || found === null ? null : checked(name, found, form);
    },
    optionalTexts(name, form) {
      const found = raw(name);
      if (found === undefined || found === null) return null;
      if (!Array.isArray(found)) {
        fault(name, 'wrong-type', 'must be a list');
        return null;
      }
      if (found.length > form.itemsMax) {
        fault(name, 'wrong-length', `must have at most ${form.itemsMax} items`);
        return null;
      }
      const texts = found.map((item, index) => checked(`${name}[${index}]`, item, form) ?? '');
      if (new Set(texts).size === texts.length) return texts;
      fault(name, 'repeated', 'must not name anything twice');
      return null;
    },
    object(name) {
      const found = raw(name);
      if (found === undefined || found === null) fault(name, 'required', 'must be given');
      else if (!isObject(found)) fault(name, 'wrong-type', 'must be an object');
      return createFieldReader(found, `${path}${name}.`, isObject(found) ? faults : []);
    },
    refuseOthers(known) {
      for (const name of Object.keys(fields)) {
        if (!known.includes(name)) refuseUnknown(name, fault);
      }
    },
  };
}

// What is no plain field name is not repeated: it may be anything, personal data included.
function refuseUnknown(name: string, fault: FieldReader['fault']): void {
  const shown = /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name) ? name : '(unnamed)';
  fault(shown, 'unknown-field', 'is not a field of this command');
}

type CheckedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fault'; readonly code: RejectionCode };

/** Composed (NFC) text without control characters or outer white space, of the given form. */
export function checkText(value: unknown, form: TextForm): CheckedText {
  if (typeof value !== 'string') return { kind: 'fault', code: 'wrong-type' };
  const text = value.normalize('NFC');
  if (text.length < form.lengthMin || text.length > form.lengthMax) {
    return { kind: 'fault', code: 'wrong-length' };
  }
  const isWellFormed = !forbiddenCharacters.test(text) && text === text.trim();
  const matches = form.pattern === undefined || form.pattern.test(text);
  return isWellFormed && matches ? { kind: 'text', text } : { kind: 'fault', code: 'wrong-form' };
}
