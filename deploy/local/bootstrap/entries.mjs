/**
 * What a verb runs under the project's own Node.js.
 * @typedef {object} Entry
 * @property {string} file
 * @property {readonly string[]} arguments
 * @property {boolean} startsStack
 * @property {boolean} cachesCode whether compiled code is kept from run to run; not where coverage counts
 */

/**
 * @param {string} file
 * @param {Partial<Entry>} [options]
 * @returns {Entry}
 */
const entry = (file, options = {}) => ({
  file,
  arguments: options.arguments ?? [],
  startsStack: options.startsStack ?? false,
  cachesCode: options.cachesCode ?? false,
});

const vitest = 'node_modules/vitest/vitest.mjs';
const testArguments = ['run', '--config', 'test/vitest.config.ts'];

/** @type {Readonly<Record<string, Entry>>} */
export const entries = {
  demo: entry('deploy/local/src/demo/main.ts', { startsStack: true, cachesCode: true }),
  stack: entry('deploy/local/src/stack-main.ts', { startsStack: true, cachesCode: true }),
  test: entry(vitest, { startsStack: true, arguments: testArguments }),
  check: entry('test/check/main.ts', { startsStack: true }),
  bench: entry('test/bench/main.ts', { startsStack: true }),
  faults: entry('test/faults/main.ts', { startsStack: true }),
  fuzz: entry('test/fuzz/main.ts'),
  riel: entry('deploy/cli/src/main.ts', { cachesCode: true }),
  generate: entry('schemas/src/generate/main.ts'),
  format: entry('node_modules/oxfmt/bin/oxfmt', { arguments: ['.'] }),
};
