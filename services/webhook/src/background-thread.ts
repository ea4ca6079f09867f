import { runServiceThread } from '@riel/runtime';
import { startBackground } from './start-background.ts';

await runServiceThread(startBackground);
