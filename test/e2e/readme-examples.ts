import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const readme = fileURLToPath(new URL('../../README.md', import.meta.url));

/** The program that the README shows under that name. Throws if there is none. */
export function readmeExample(name: string): string {
  const text = readFileSync(readme, 'utf8');
  const marker = `<!-- example: ${name} -->`;
  const from = text.indexOf(marker);
  const code = /```js\n([\s\S]*?)```/.exec(from === -1 ? '' : text.slice(from))?.[1];
  if (code === undefined) throw new Error(`README.md shows no example ${name}`);
  return code;
}
