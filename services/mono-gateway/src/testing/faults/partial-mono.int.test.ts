import { describe } from 'vitest';
import { playTheme } from './play-theme.ts';

describe('a Mono that creates and answers parts of batches', () => {
  playTheme('partial');
});
