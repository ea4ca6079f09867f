import type { CanonicalForm } from './command-hasher.ts';
import type { TransferCommand } from './transfer-command.ts';

/**
 * Version of the canonical form. A new version is added beside the old one, never in its place: rows of the
 * old version must stay comparable for ever.
 */
const CANONICAL_VERSION = 1;

/**
 * The command as a list of names and values in turn, sorted by name: equal lists are equal commands,
 * whichever door they came through. Fields that were not given do not appear, so that a field added later
 * changes no old command.
 */
export function canonicalCommand(command: TransferCommand): readonly string[] {
  const { payee, metadata, fallbackRails, ...rest } = command;
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(rest)) {
    if (value !== null) fields.push([name, String(value)]);
  }
  for (const [name, value] of Object.entries(payee)) {
    if (value !== null) fields.push([`payee.${name}`, String(value)]);
  }
  for (const [name, value] of Object.entries(metadata)) fields.push([`metadata.${name}`, value]);
  // An empty list forbids fallback and an absent one does not: they must differ. No rail has a comma.
  if (fallbackRails !== null) fields.push(['fallbackRails', fallbackRails.join(',')]);
  fields.sort(([one], [other]) => (one < other ? -1 : 1));
  return fields.flat();
}

/** The canonical form of transfer commands. */
export const transferForm: CanonicalForm<TransferCommand> = {
  version: CANONICAL_VERSION,
  fieldsOf: canonicalCommand,
};
