import type { CanonicalForm } from '../transfers/command-hasher.ts';
import type { LinkCommand } from './link-command.ts';

/**
 * The command as a list of names and values in turn, sorted by name: equal lists are equal commands.
 * Fields that were not given do not appear, so that a field added later changes no old command.
 */
export function canonicalLink({ payer, ...rest }: LinkCommand): readonly string[] {
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(rest)) {
    if (value !== null) fields.push([name, String(value)]);
  }
  for (const [name, value] of Object.entries(payer ?? {})) {
    if (value !== null) fields.push([`payer.${name}`, String(value)]);
  }
  fields.sort(([one], [other]) => (one < other ? -1 : 1));
  return fields.flat();
}

/** The canonical form of link commands. */
export const linkForm: CanonicalForm<LinkCommand> = { version: 1, fieldsOf: canonicalLink };
