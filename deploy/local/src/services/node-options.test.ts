import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNodeOptions } from '@riel/runtime';
import { expect, test } from 'vitest';
import { rootFolder } from '../folders.ts';

const read = (path: string): string => readFileSync(join(rootFolder, path), 'utf8');

test('the image gives services the memory that the local stack gives them', () => {
  expect(read('deploy/Dockerfile')).toContain(`\nENV NODE_OPTIONS="${serviceNodeOptions}"\n`);
});

test.each(['deploy/compose.yaml', 'deploy/kubernetes/deploy-job.yaml'])(
  '%s says nothing else',
  (path) => {
    expect(read(path)).not.toMatch(/NODE_OPTIONS|max-old-space/);
  },
);
