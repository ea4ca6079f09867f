import { defineConfig } from 'vitest/config';

const everywhere = ['services', 'libs', 'schemas', 'deploy', 'test'];
const sources = (suffix: string): string[] => everywhere.map((folder) => `${folder}/**/*${suffix}`);

/** The level of a test is in its name: x.test.ts is pure, x.int.test.ts needs the stack, x.e2e.test.ts all services. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    // Integration tests wait more than they compute: one more than the usual two cores pays.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: sources('.test.ts'),
          exclude: ['**/node_modules/**', '**/*.int.test.ts', '**/*.e2e.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: [...sources('.int.test.ts'), ...sources('.e2e.test.ts')],
          exclude: ['**/node_modules/**'],
          globalSetup: ['test/support/stack-set-up.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
