import { runService } from '@riel/runtime';
import { start } from './index.ts';

await runService({ name: 'ledger-projector', start });
