import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import { runProgram, type ProgramResult } from '../run-program.ts';

export interface Maven {
  /** Copies what the project file names into a folder laid out like a Maven repository. */
  copyInto(folder: string): Promise<ProgramResult>;
  /** The user's local repository, wherever the settings put it. */
  localRepository(): Promise<string>;
}

/**
 * Maven as the user has set it up: settings, mirrors and local repository are his. `extraArguments`
 * are for tests, which need a local repository of their own.
 */
export function createMaven(projectFile: string, extraArguments: readonly string[] = []): Maven {
  const run = (goals: readonly string[]): Promise<ProgramResult> =>
    runProgram('mvn', ['-B', '-f', projectFile, ...extraArguments, ...goals], {
      timeoutMilliseconds: limits.downloadMilliseconds,
    });
  return {
    copyInto: (folder) =>
      run([
        '-q',
        // A failure that Maven remembers from an earlier try would otherwise be repeated from memory.
        '-U',
        'dependency:copy-dependencies',
        'dependency:copy',
        '-DincludeScope=runtime',
        '-Dmdep.useRepositoryLayout=true',
        `-DoutputDirectory=${folder}`,
      ]),
    localRepository: async () => {
      const { output } = await run(['-X', 'validate']);
      const match = /Using local repository at (.+)$/m.exec(output);
      if (match?.[1] !== undefined) return match[1].trim();
      throw new LocalStackError('RIEL_LOCAL_DOWNLOAD', 'Maven does not name its local repository');
    },
  };
}
