import { runService } from '@riel/runtime';
import { start } from './index.ts';

await runService({ name: 'mono-sandbox', start });
