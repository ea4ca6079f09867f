import { expect, test } from 'vitest';
import { createParts } from './parts.ts';

function recorder() {
  const stopped: string[] = [];
  const part = (name: string) => ({
    stop: async () => {
      stopped.push(name);
      await Promise.resolve();
    },
  });
  return { stopped, part };
}

test('parts stop in the reverse order of their start, once', async () => {
  const { stopped, part } = recorder();
  const parts = createParts();
  await parts.start('database', async () => await Promise.resolve(part('database')));
  parts.add('relay', part('relay'));
  parts.add('server', () => void stopped.push('server'));
  await Promise.all([parts.stop(), parts.stop()]);
  expect(stopped).toEqual(['server', 'relay', 'database']);
});

test('a part that cannot start stops those before it, and its own error is thrown', async () => {
  const { stopped, part } = recorder();
  const parts = createParts();
  await parts.start('database', async () => await Promise.resolve(part('database')));
  const failing = parts.start('consumer', async () => await Promise.reject(new Error('no broker')));
  await expect(failing).rejects.toThrow('no broker');
  expect(stopped).toEqual(['database']);
});

test('a part that fails or hangs at its stop does not keep the others from stopping', async () => {
  const { stopped, part } = recorder();
  const parts = createParts({ stopTimeoutMilliseconds: 20 });
  parts.add('database', part('database'));
  parts.add('relay', { stop: async () => await Promise.reject(new Error('relay')) });
  parts.add('server', { stop: () => Promise.withResolvers<void>().promise });
  await expect(parts.stop()).rejects.toMatchObject({
    code: 'RIEL_PART_NOT_STOPPED',
    message: 'not stopped in order: server, relay',
    cause: { errors: [{ code: 'RIEL_STOP_TIMED_OUT' }, { message: 'relay' }] },
  });
  expect(stopped).toEqual(['database']);
});
