import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canaryPayee, type HttpMono } from '@riel/mono-gateway/testing';
import { canaryOfTraces } from './gateway-log.ts';
import type { Gateways } from './gateways.ts';
import type { RealStack } from './real-stack.ts';

/** Texts that were planted and may be in nothing that a gateway writes, by what they are. */
export type Canaries = ReadonlyMap<string, string>;

/** What a gateway has written, by where. */
export type Output = ReadonlyMap<string, readonly string[]>;

/** Shorter texts are everywhere. */
const CANARY_CHARACTERS_MIN = 5;

/** Which canaries are where. Names them, and never repeats one. */
export const findCanaries = (output: Output, canaries: Canaries): readonly string[] =>
  [...output].flatMap(([where, texts]) =>
    [...canaries]
      .filter(([, canary]) => texts.some((text) => text.includes(canary)))
      .map(([name]) => `${name} is in ${where}`),
  );

const canariesOf = (stack: RealStack): Canaries =>
  new Map([
    ['text of a trace', canaryOfTraces],
    ...Object.entries(canaryPayee)
      .filter(([, value]) => value.length >= CANARY_CHARACTERS_MIN)
      .map(([name, value]) => [`the payee's ${name}`, value] as const),
    ...stack.secrets().map((secret, index) => [`key ${index + 1}`, secret] as const),
  ]);

interface Searched {
  readonly stack: RealStack;
  readonly mono: HttpMono;
  readonly gateways: Gateways;
}

/**
 * Searches everything that gateways write: logs of every level, metrics, answers to operators, records
 * with their headers, and what requests to Mono carry beside key and body. Traces are in those headers
 * and in the logs; where an exporter would send spans, nobody has come.
 */
export async function searchCanaries(searched: Searched): Promise<readonly string[]> {
  const { mono, stack } = searched;
  const output: Output = new Map([
    ['logs', await readLogs(stack)],
    ['metrics', await readAll(searched.gateways.adminUrls(), ['/metrics'], {})],
    ['answers to operators', await readAnswers(searched)],
    ['records of the log', stack.log.written],
    ['what requests to Mono carry', mono.heads],
  ]);
  const silent = [...output].filter(([, texts]) => texts.every((text) => text === ''));
  return [
    ...findCanaries(output, canariesOf(stack)),
    ...silent.map(([where]) => `nothing was searched in ${where}`),
    ...mono.strays.map((stray) => `a stray request: ${stray}`),
  ];
}

async function readLogs({ own }: RealStack): Promise<readonly string[]> {
  const folder = join(own.run.folder, 'logs');
  const names = (await readdir(folder)).filter((name) => name.startsWith('gateway-'));
  return await Promise.all(names.map(async (name) => await readFile(join(folder, name), 'utf8')));
}

const readAnswers = async ({ stack, gateways }: Searched): Promise<readonly string[]> =>
  await readAll(
    gateways.httpUrls(),
    ['/admin/submissions', '/admin/waiting-transfers', '/admin/pauses', '/admin/keys'],
    { authorization: `Bearer ${stack.files.opsKey}` },
  );

async function readAll(
  urls: readonly string[],
  paths: readonly string[],
  headers: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const all = urls.flatMap((url) => paths.map((path) => new URL(path, url)));
  return await Promise.all(all.map(async (url) => await (await fetch(url, { headers })).text()));
}
