import { onTestFinished, expect, test } from 'vitest';
import { type AdminServerOptions, startAdminServer } from './admin-server.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

async function started(options: Partial<AdminServerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const metrics = createMetrics('test');
  const server = await startAdminServer({
    host: '127.0.0.1',
    port: 0,
    metrics,
    logger: createLogger({ service: 'test', level: 'info', destination }),
    isReady: () => true,
    ...options,
  });
  onTestFinished(async () => await server.stop());
  const get = async (path: string, init?: RequestInit) => await fetch(server.adminUrl + path, init);
  return { get, metrics, lines, server };
}

test('metrics, those of the process and those of the service', async () => {
  const { get, metrics } = await started();
  metrics
    .counter({ name: 'riel_things_total', help: 'Things.', labels: ['kind'] })
    .inc({ kind: 'a' });
  metrics.gauge({
    name: 'riel_waiting',
    help: 'Waiting.',
    read: async () => await Promise.resolve(7),
  });
  metrics.histogram({ name: 'riel_seconds', help: 'Time.' }).observe(0.003);
  const response = await get('/metrics');
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(text).toContain('riel_things_total{kind="a",service="test"} 1');
  expect(text).toContain('riel_waiting{service="test"} 7');
  expect(text).toContain('riel_seconds_bucket{le="0.005",service="test"} 1');
  expect(text).toContain('process_resident_memory_bytes');
});

test('health says yes, no, and no when the check fails', async () => {
  let answer: () => boolean = () => true;
  const { get } = await started({ isReady: () => answer(), isAlive: () => answer() });
  for (const path of ['/health/live', '/health/ready']) {
    answer = () => true;
    expect(await (await get(path)).json()).toEqual({ status: 'up' });
    answer = () => false;
    expect((await get(path)).status).toBe(503);
    answer = () => {
      throw new Error('no');
    };
    expect(await (await get(path)).json()).toEqual({ status: 'down' });
  }
});

test('a service is alive unless it says otherwise', async () => {
  const { get } = await started({ isReady: () => false });
  expect((await get('/health/live')).status).toBe(200);
  expect((await get('/health/ready')).status).toBe(503);
});

test('routes of the service: query, body, errors without their content', async () => {
  const { get, lines } = await started({
    routes: [
      {
        method: 'POST',
        path: '/echo',
        handle: async ({ query, body, authorization }) =>
          await Promise.resolve({ status: 201, body: { q: query.get('q'), body, authorization } }),
      },
      {
        method: 'GET',
        path: '/fail',
        handle: async () => await Promise.reject(new Error('canary')),
      },
    ],
  });
  const headers = { authorization: 'Bearer x' };
  const echo = await get('/echo?q=1', { method: 'POST', body: 'hello', headers });
  expect(echo.status).toBe(201);
  expect(await echo.json()).toEqual({ q: '1', body: 'hello', authorization: 'Bearer x' });
  expect((await get('/echo')).status).toBe(405);
  expect((await get('/nothing')).status).toBe(404);
  expect((await get('/echo', { method: 'POST', body: 'x'.repeat(70_000) })).status).toBe(413);
  const failed = await get('/fail');
  expect(failed.status).toBe(500);
  expect((await failed.text()) + lines.join('')).not.toContain('canary');
  expect(lines.join('')).toContain('admin request failed');
});

test('a taken port is an error at the start', async () => {
  const { server } = await started();
  const port = Number(new URL(server.adminUrl).port);
  await expect(started({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('stop twice is harmless', async () => {
  const { server } = await started();
  await server.stop();
  await expect(server.stop()).resolves.toBeUndefined();
});
