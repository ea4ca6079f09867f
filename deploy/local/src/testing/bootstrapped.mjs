import { runEntry } from '../../bootstrap/run-entry.mjs';

// A bootstrap for tests: runs the entry that it is told from the folder that it is told.

const [root = '', file = ''] = process.argv.slice(2);
const entry = { file, arguments: [], startsStack: false, cachesCode: false };
process.exitCode = await runEntry({ root, entry, rest: ['one', 'two'] });
