/** What `prerequisites.mjs` exports. */
export type SystemKind = 'debian' | 'debian-13' | 'fedora' | 'macos' | 'other';
export type Tool = 'npm' | 'java' | 'maven';
type Environment = Readonly<Record<string, string | undefined>>;

export const JAVA_VERSION_MIN: number;
export function neededTools(environment: Environment, startsStack: boolean): readonly Tool[];
export function findMissingTools(
  needed: readonly Tool[],
  environment: Environment,
): readonly Tool[];
export function describeMissingTools(missing: readonly Tool[], system: SystemKind): string;
export function systemKind(): SystemKind;
export function systemKindOf(osRelease: string): SystemKind;
export function findProgram(name: string, searchPath: string | undefined): string | null;
export function majorVersionOf(properties: string): number;
