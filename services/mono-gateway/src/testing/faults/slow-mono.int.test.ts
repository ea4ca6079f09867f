import { describe } from 'vitest';
import { playTheme } from './play-theme.ts';

describe('a Mono that works and lists long after the gap', () => {
  playTheme('slow');
});
