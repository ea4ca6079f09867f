import { describe, expect, it } from 'vitest';
import { readApiKeyFile } from './mono-api-key-file.ts';

const file = { id: 'key-1', createdAt: '2026-01-02T03:04:05Z', role: 'Viewer', key: 'mono_x' };

describe('the file of an API key', () => {
  it('is read', () => {
    expect(readApiKeyFile(file)).toEqual({
      id: 'key-1',
      role: 'Viewer',
      secret: 'mono_x',
      createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
  });

  it.each([
    ['no object', 'text'],
    ['null', null],
    ['no id', { ...file, id: undefined }],
    ['an odd id', { ...file, id: 'a b' }],
    ['no role', { ...file, role: 1 }],
    ['no key', { ...file, key: '' }],
    ['an endless key', { ...file, key: 'x'.repeat(513) }],
    ['no date', { ...file, createdAt: 'yesterday' }],
  ])('is refused with %s', (_name, json) => {
    expect(readApiKeyFile(json)).toBeNull();
  });
});
