import { describe } from 'vitest';
import { playTheme } from './play-theme.ts';

describe('a Mono that forgets keys and lists just within the gap', () => {
  playTheme('forgetful');
});
