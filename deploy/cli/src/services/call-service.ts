import { withTimeLimit } from '@riel/runtime';
import type { Environment } from '@riel/runtime';

import { ServiceRefusedError, ServiceUnreachableError } from '../errors.ts';

import { serviceAddress } from './service-addresses.ts';
import type { ServiceName } from './service-addresses.ts';

/** Markers wait for every partition of the log, so an answer may take its time. */
const ANSWER_MILLISECONDS_MAX = 60_000;

/** One question to a service. */
export interface ServiceCall {
  readonly service: ServiceName;
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Problem {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly message: string; readonly field?: string }[];
}

/**
 * Asks a service and gives the JSON of its answer. Throws ServiceRefusedError with the service's own
 * words, ServiceUnreachableError, ServiceAddressError.
 */
export async function callService(call: ServiceCall, environment: Environment): Promise<unknown> {
  return jsonOf(await callServiceForText(call, environment));
}

/** The same for an answer that is a text. */
export async function callServiceForText(
  call: ServiceCall,
  environment: Environment,
): Promise<string> {
  const { service, method, path, body } = call;
  const { url, apiKey } = await serviceAddress(service, environment);
  const headers: Record<string, string> = { ...call.headers };
  if (apiKey !== '') headers['authorization'] = `Bearer ${apiKey}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const request = {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const unreachable = (cause?: unknown) => new ServiceUnreachableError(service, cause);
  const asked = fetch(new URL(path, url), request).then(async (response) => ({
    status: response.status,
    text: await response.text(),
  }));
  const { status, text } = await withTimeLimit(asked, ANSWER_MILLISECONDS_MAX, unreachable).catch(
    (error: unknown) => {
      throw error instanceof ServiceUnreachableError ? error : unreachable(error);
    },
  );
  if (status >= 200 && status < 300) return text;
  throw refusal(service, status, jsonOf(text));
}

function refusal(service: ServiceName, status: number, answer: unknown): ServiceRefusedError {
  const problem: Problem = typeof answer === 'object' && answer !== null ? answer : {};
  const { code = `HTTP ${status}`, title, detail, errors = [] } = problem;
  const lines = errors.map(({ field, message }) =>
    field === undefined || field === '' || message.includes(field)
      ? message
      : `${field} ${message}`,
  );
  return new ServiceRefusedError(service, { code, text: detail ?? title ?? '', lines });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
