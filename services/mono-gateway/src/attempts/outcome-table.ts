/*
 * Every way in which an attempt can end, and what it means. This table drives what the gateway does,
 * what its metrics count and what its README says.
 *
 *   done          Mono took the request: each member's own id and state say what became of it
 *   never-sent    proven: Mono did nothing with it. The same bytes and key go again later
 *   unknown       Mono may have paid: look-ups come before any later attempt
 *   refused       Mono says no: believed after a look-up that finds none, unless an outcome was unknown
 *   lane-stopped  nothing of this Mono account can be right until a person has looked
 */

export type Verdict = 'done' | 'never-sent' | 'unknown' | 'refused' | 'lane-stopped';

export interface OutcomeRow {
  readonly verdict: Verdict;
  /** Another API key may do better. */
  readonly keyAtFault: boolean;
  /** Mono, or the way to it, is not well: what the circuit breaker counts. */
  readonly isFailure: boolean;
  readonly meaning: string;
}

const row = (
  verdict: Verdict,
  meaning: string,
  { keyAtFault = false, isFailure = false }: Partial<OutcomeRow> = {},
): OutcomeRow => ({ verdict, meaning, keyAtFault, isFailure });

const failure = { isFailure: true };

export const outcomeTable = {
  created: row('done', '200 or 201 with a readable body'),
  unreadable: row('unknown', '2xx with a body that cannot be read', failure),
  redirect: row('unknown', '3xx: never followed', failure),
  'bad-request': row('refused', '400'),
  unauthorized: row('never-sent', '401: the key is not valid', { keyAtFault: true }),
  forbidden: row('never-sent', '403: the key lacks the right', { keyAtFault: true }),
  'not-found': row('lane-stopped', '404: the endpoint is not there'),
  'request-timeout': row('never-sent', '408: Mono did not receive the whole request', failure),
  conflict: row('unknown', '409: the key is in use, or the state conflicts'),
  unprocessable: row('refused', '422'),
  'too-many-requests': row('never-sent', '429: not before Retry-After', failure),
  'other-status': row('unknown', 'a status that no contract names', failure),
  'server-error': row('unknown', '500 to 599', failure),
  'not-sent': row('never-sent', 'not one byte left: no connection, no TLS, no name', failure),
  'not-started': row('never-sent', 'the attempt was recorded and then not begun in time'),
  reset: row('unknown', 'the connection broke after a part was sent', failure),
  'time-out': row('unknown', 'time was up after a part was sent', failure),
  'answer-too-large': row('unknown', 'the answer is above the limit', failure),
  'bad-protocol': row('unknown', 'the answer is no HTTP, or TLS broke under way', failure),
  aborted: row('unknown', 'given up while the request was on its way'),
  'other-failure': row('unknown', 'anything else', failure),
  lost: row('unknown', 'the process ended between attempt and outcome'),
} as const satisfies Readonly<Record<string, OutcomeRow>>;

export type OutcomeCode = keyof typeof outcomeTable;

export const outcomeCodes = Object.keys(outcomeTable) as readonly OutcomeCode[];
