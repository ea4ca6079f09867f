import { DatabaseSettingError } from './errors.ts';

const plainIdentifier = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Returns `name` if it is a plain lower-case SQL identifier, else throws `DatabaseSettingError`.
 * Names of schemas and tables are joined into SQL text, so nothing that needs quoting is let in.
 */
export const parseIdentifier = (name: string, setting: string): string => {
  if (!plainIdentifier.test(name)) {
    throw new DatabaseSettingError(setting, 'must be a plain lower-case SQL identifier');
  }
  return name;
};
