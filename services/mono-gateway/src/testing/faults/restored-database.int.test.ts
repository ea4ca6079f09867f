import { describe } from 'vitest';
import { playTheme } from './play-theme.ts';

describe('a hostile Mono and a database that is put back', () => {
  playTheme('restored');
});
