/** What a JSON schema of one setting expects, in words for an error message. */
export function expectationOf(schema: object): string {
  const description: unknown = Reflect.get(schema, 'description');
  const form = formOf(schema);
  return typeof description === 'string' ? `${form} (${description})` : form;
}

function formOf(schema: object): string {
  const choices: unknown = Reflect.get(schema, 'enum') ?? constantsOf(schema);
  if (Array.isArray(choices)) return `one of ${choices.join(', ')}`;
  const type: unknown = Reflect.get(schema, 'type');
  const noun = typeof type === 'string' ? (NOUNS.get(type) ?? type) : 'a value';
  return `${noun}${rangeOf(schema)}`;
}

const NOUNS: ReadonlyMap<string, string> = new Map([
  ['boolean', 'true or false'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['string', 'a text'],
]);

function constantsOf(schema: object): readonly unknown[] | null {
  const variants: unknown = Reflect.get(schema, 'anyOf');
  if (!Array.isArray(variants)) return null;
  return variants.map((variant: object) => Reflect.get(variant, 'const') as unknown);
}

function rangeOf(schema: object): string {
  const minimum: unknown = Reflect.get(schema, 'minimum');
  const maximum: unknown = Reflect.get(schema, 'maximum');
  const pattern: unknown = Reflect.get(schema, 'pattern');
  if (typeof pattern === 'string') return ` like ${pattern}`;
  if (typeof minimum === 'number' && typeof maximum === 'number') {
    return ` from ${minimum} to ${maximum}`;
  }
  if (typeof minimum === 'number') return ` of at least ${minimum}`;
  return typeof maximum === 'number' ? ` of at most ${maximum}` : '';
}
