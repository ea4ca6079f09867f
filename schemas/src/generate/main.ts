import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { differingPaths, generateOutputs, writeOutputs } from './outputs.ts';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const outputs = await generateOutputs(folder);
const differing = await differingPaths(folder, outputs);

if (values.check) {
  for (const path of differing) process.stderr.write(`schemas/${path} differs from its source\n`);
  if (differing.length > 0) {
    process.stderr.write('Run `npm run generate` and commit the result.\n');
    process.exitCode = 1;
  }
} else {
  await writeOutputs(folder, outputs);
  for (const path of differing) process.stdout.write(`wrote schemas/${path}\n`);
}
