import { runService } from '@riel/runtime';
import { startCommandService } from './command-service.ts';

await runService({ name: 'command', start: startCommandService });
