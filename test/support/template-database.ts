import type { Infrastructure } from '@riel/local-stack';

/** The database that test files copy. */
export interface TemplateDatabase {
  readonly name: string;
  drop(): Promise<void>;
}

/** Makes a database of this run and lets the deploy step fill it; null while there is no deploy step. */
export async function createTemplateDatabase(
  _infrastructure: Infrastructure,
): Promise<TemplateDatabase | null> {
  return null;
}
