import type { Payee } from './transfer-command.ts';

/** The payee as it is sealed: UTF-8 JSON, in which what was not given is left out. */
export function payeePlaintext(payee: Payee): Buffer {
  const given = Object.entries(payee).filter(([, value]) => value !== null);
  return Buffer.from(JSON.stringify(Object.fromEntries(given)));
}
