/** What one family of faults is asked to play. */
export interface SeedsWish {
  /** Of a superuser; a database with every service's tables that nobody else uses. */
  readonly databaseUrl: string;
  readonly firstSeed: number;
  readonly seedsCount: number;
  readonly isVerbose: boolean;
  readonly print: (line: string) => void;
}

/** Plays seeds and says how many failed. */
export type Player = (
  wish: SeedsWish,
) => Promise<{ readonly seedsCount: number; readonly failuresCount: number }>;
