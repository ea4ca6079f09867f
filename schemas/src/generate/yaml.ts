/** What a document is made of. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

const plainText = /^[A-Za-z_$][A-Za-z0-9_ $./;=(){}-]*$/;
const notText = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** Writes a value as block-style YAML 1.2; text that could be read otherwise is quoted. */
export function yaml(value: YamlValue): string {
  return `${block(value, 0).trimStart()}\n`;
}

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  const isPlain = plainText.test(value) && !notText.test(value) && !value.endsWith(' ');
  if (isPlain) return value;
  return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
}

function block(value: YamlValue, depth: number): string {
  if (value === null || typeof value !== 'object') return ` ${scalar(value)}`;
  const indent = `\n${'  '.repeat(depth)}`;
  if (Array.isArray(value)) {
    const items = value as readonly YamlValue[];
    if (items.length === 0) return ' []';
    return items.map((item) => `${indent}-${inline(block(item, depth + 1))}`).join('');
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return ' {}';
  return entries.map(([key, item]) => `${indent}${scalar(key)}:${block(item, depth + 1)}`).join('');
}

/** Puts the first line of an item behind its dash. */
const inline = (text: string): string =>
  text.startsWith('\n') ? ` ${text.replace(/^\n\s*/, '')}` : text;
