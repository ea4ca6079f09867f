export type Environment = Readonly<Record<string, string | undefined>>;

/** What a child process needs of the surroundings; everything else is given to it by name. */
const inherited = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'TMPDIR', 'JAVA_HOME'];

/**
 * The start of a child's environment: what is not given comes from this process's. Time is UTC everywhere.
 */
export function baseEnvironment(environment: Environment): Record<string, string> {
  const entries = inherited.flatMap((name) => {
    const value = environment[name] ?? process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(entries), TZ: 'UTC' };
}

/** The Java that was asked for, else the one in PATH. */
export function javaCommand(environment: Environment): string {
  const home = environment['JAVA_HOME'] ?? process.env['JAVA_HOME'];
  return home === undefined || home === '' ? 'java' : `${home}/bin/java`;
}
