import { RuntimeError } from './errors.ts';

/**
 * Fields that may come out in a log line, and nothing else. Their values are ids, counts, durations,
 * codes and names that Riel made; what people or banks wrote is in none of them.
 */
export const allowedLogFields = [
  // what it is about
  'adjustmentId',
  'caller',
  'collectionLinkId',
  'eventId',
  'eventName',
  'keyId',
  'monoAccountId',
  'monoTransferId',
  'runId',
  'submissionId',
  'traceId',
  'transferId',
  // where in the log
  'assignment',
  'groupId',
  'lag',
  'lane',
  'offset',
  'partition',
  'schemaId',
  'subject',
  'topic',
  // HTTP
  'method',
  'monoRequestId',
  'route',
  'status',
  // how much, how long, how often
  'ageSeconds',
  'attempt',
  'count',
  'limit',
  'milliseconds',
  'records',
  // what came of it
  'action',
  'code',
  'component',
  'kind',
  'outcome',
  'reason',
  'setting',
  'signal',
  'state',
  // where a service listens
  'host',
  'port',
  'version',
] as const;

// Names that a service must not add: what they name is a secret or says who is paid.
const FORBIDDEN = [
  /bod(y|ies)/i,
  /header/i,
  /authori[sz]ation/i,
  /signature/i,
  /secret/i,
  /password/i,
  /token/i,
  /cookie/i,
  /api-?_?key/i,
  /^key$/i,
  /private/i,
  /payee/i,
  /document/i,
  /e-?_?mail/i,
  /phone/i,
  /accountNumber/i,
  /bankAccount/i,
  /name$/i,
  /description/i,
  /reference/i,
  /payload/i,
  /^(request|response|req|res|message|url|query|params|value|text)$/i,
];
const NAMES_THAT_ARE_FINE: ReadonlySet<string> = new Set(['eventName', 'topicName', 'partName']);

/**
 * The fields that may come out of one service's log.
 *
 * @throws RuntimeError `RIEL_LOG_FIELD_FORBIDDEN` naming a field that may be in no log
 */
export function logFieldsOf(additional: readonly string[]): ReadonlySet<string> {
  for (const field of additional) {
    const forbidden = FORBIDDEN.some((pattern) => pattern.test(field));
    if (forbidden && !NAMES_THAT_ARE_FINE.has(field)) {
      throw new RuntimeError('RIEL_LOG_FIELD_FORBIDDEN', `${field} must not be in a log`);
    }
  }
  return new Set([...allowedLogFields, ...additional]);
}
