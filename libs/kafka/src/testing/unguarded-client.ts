import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/** An inner module of kafkajs as it comes, whatever guards are on in this process. */
export const unguarded = (path: string): unknown => {
  const folder = load.resolve('kafkajs/package.json').replace('package.json', '');
  const guarded = Object.entries(load.cache).filter(([file]) => file.startsWith(folder));
  for (const [file] of guarded) {
    delete load.cache[file];
  }
  try {
    return load(`kafkajs/src/${path}`);
  } finally {
    for (const file of Object.keys(load.cache)) {
      if (file.startsWith(folder)) {
        delete load.cache[file];
      }
    }
    for (const [file, module] of guarded) {
      load.cache[file] = module;
    }
  }
};
