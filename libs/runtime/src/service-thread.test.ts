import { describe, expect, it, vi } from 'vitest';
import { createMetrics } from './metrics.ts';
import { startServiceThread, type ServiceThread } from './service-thread.ts';

const soon = { timeout: 10_000, interval: 5 };

async function start(environment: Readonly<Record<string, string>> = {}) {
  const metrics = createMetrics('shop');
  const onFatal = vi.fn<(error: unknown) => void>();
  const thread: ServiceThread = await startServiceThread({
    name: 'behind',
    module: new URL('./testing/thread-of-test.ts', import.meta.url),
    environment,
    memory: { oldMegabytesMax: 32, youngMegabytesMax: 8 },
    metrics,
    onFatal,
  });
  return { thread, metrics, onFatal };
}

describe('a thread of a service', () => {
  it('hears signals, shows its metrics among those of the service, and stops in order', async () => {
    const { thread, metrics, onFatal } = await start({ GREETING: 'hello' });
    thread.signal('ring');
    thread.signal('ring');
    await vi.waitFor(async () => {
      expect(await metrics.text()).toMatch(/riel_signals_total\{name="ring",service="shop"\} 2/);
    }, soon);
    const text = await metrics.text();
    expect(text).toMatch(/riel_greetings\{text="hello",service="shop"\} 1/);
    expect(text).toMatch(/riel_thread_heap_used_megabytes\{[^}]*\} [\d.]+/);
    expect(text).toMatch(/riel_thread_utilization_ratio\{[^}]*\} [\d.]+/);
    expect(text.match(/^process_resident_memory_bytes/gm)).toHaveLength(1);
    await thread.stop();
    await thread.stop();
    expect(onFatal).not.toHaveBeenCalled();
    // The service outlives it, and is asked for its metrics until the end.
    expect(await metrics.text()).not.toContain('riel_signals_total');
  });

  it('that cannot start is told by the error itself', async () => {
    await expect(start({ FAIL: 'at the start' })).rejects.toMatchObject({
      message: 'at the start',
      code: 'RIEL_OF_TEST',
    });
  });

  it('that ends before it runs is told', async () => {
    await expect(start({ EXIT: 'yes' })).rejects.toMatchObject({ code: 'RIEL_THREAD_ENDED' });
  });

  it.each([
    ['throws', { message: 'thrown later', code: 'RIEL_OF_TEST' }],
    ['exits', { code: 'RIEL_THREAD_ENDED' }],
    ['grows', { code: 'ERR_WORKER_OUT_OF_MEMORY' }],
  ])('that %s is fatal, once', async (signal, error) => {
    const { thread, metrics, onFatal } = await start();
    thread.signal(signal);
    await vi.waitFor(() => expect(onFatal).toHaveBeenCalled(), soon);
    expect(onFatal.mock.calls).toEqual([[expect.objectContaining(error)]]);
    await thread.stop();
    thread.signal('ring');
    expect(await metrics.text()).toContain('process_resident_memory_bytes');
    expect(onFatal).toHaveBeenCalledOnce();
  });

  it('whose stop fails says so', async () => {
    const { thread } = await start({ STOP_FAILS: 'yes' });
    await expect(thread.stop()).rejects.toMatchObject({ message: 'not stopped' });
  });

  it('that is stuck does not hide the metrics of the service', async () => {
    const { thread, metrics } = await start();
    thread.signal('stick');
    const text = await metrics.text();
    expect(text).toContain('process_resident_memory_bytes');
    // It was not waited for.
    expect(text).not.toContain('riel_signals_total');
    thread.signal('ring');
    await thread.stop();
  });
});
