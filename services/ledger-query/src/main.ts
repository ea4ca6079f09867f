import { runService } from '@riel/runtime';
import { start } from './start.ts';

await runService({ name: 'ledger-query', start });
