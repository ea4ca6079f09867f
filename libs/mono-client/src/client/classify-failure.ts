import type { MonoFailure } from './outcome.ts';

/** How far a request had got when it failed. */
export type RequestProgress = 'queued' | 'writing' | 'sent' | 'answering';

const byCode: Readonly<Record<string, MonoFailure>> = {
  ECONNREFUSED: 'connection-refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EHOSTUNREACH: 'network-unreachable',
  ENETUNREACH: 'network-unreachable',
  EADDRNOTAVAIL: 'network-unreachable',
  EPROTO: 'tls',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'headers-timeout',
  UND_ERR_BODY_TIMEOUT: 'body-timeout',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'answer-too-large',
  UND_ERR_HEADERS_OVERFLOW: 'answer-too-large',
  UND_ERR_ABORTED: 'aborted',
};

const tlsCode = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH)/;
const protocolCode = /^(?:HPE_|UND_ERR_RES_|UND_ERR_RESPONSE)/;
const resetCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED']);

/**
 * The code of an error, or of the first error in it: a connection tried over several addresses
 * fails with one error for each. The message is never read, for it may hold anything.
 */
export function codeOfError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'UNKNOWN';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOfError(error.errors[0]);
  // undici gives a code only to some of what its parser refuses.
  if (error instanceof Error && error.name === 'HTTPParserError') return 'HPE_INVALID';
  return 'UNKNOWN';
}

/** The kind of failure that a code is, at the point that the request had reached. */
export function classifyFailure(code: string, progress: RequestProgress): MonoFailure {
  const wasSentInPart = progress !== 'queued';
  if (resetCodes.has(code)) return wasSentInPart ? 'reset-after-sent' : 'reset-before-sent';
  if (code === 'ETIMEDOUT') return wasSentInPart ? 'reset-after-sent' : 'connect-timeout';
  if (tlsCode.test(code)) return 'tls';
  if (protocolCode.test(code)) return 'protocol';
  return byCode[code] ?? 'other';
}

/** What is known of the sending at that point: only a request that never left the queue was not sent. */
export function wasSent(progress: RequestProgress): boolean | 'unknown' {
  if (progress === 'queued') return false;
  return progress === 'writing' ? 'unknown' : true;
}
