import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const JAVA_VERSION_MIN = 17;

/** @typedef {'debian' | 'debian-13' | 'fedora' | 'macos' | 'other'} SystemKind */
/** @typedef {'npm' | 'java' | 'maven'} Tool */

/** @type {Readonly<Record<Tool, string>>} */
const names = { npm: 'npm', java: `Java ${JAVA_VERSION_MIN} or newer`, maven: 'Maven' };

/** @type {Readonly<Record<Exclude<SystemKind, 'other'>, { title: string, command: string, packages: Readonly<Record<Tool, string>> }>>} */
const systems = {
  debian: {
    title: 'Debian, Ubuntu',
    command: 'sudo apt-get install -y',
    packages: { npm: 'npm', java: 'openjdk-17-jre-headless', maven: 'maven' },
  },
  // Java 17 left Debian with this release.
  'debian-13': {
    title: 'Debian',
    command: 'sudo apt-get install -y',
    packages: { npm: 'npm', java: 'openjdk-21-jre-headless', maven: 'maven' },
  },
  fedora: {
    title: 'Fedora',
    command: 'sudo dnf install -y',
    packages: { npm: 'npm', java: 'java-latest-openjdk-headless', maven: 'maven' },
  },
  macos: {
    title: 'macOS',
    command: 'brew install',
    packages: { npm: 'node', java: 'temurin', maven: 'maven' },
  },
};

/**
 * Which tools of the system a run needs: Java and Maven only bring up parts that no address replaces.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {boolean} startsStack
 * @returns {readonly Tool[]}
 */
export function neededTools(environment, startsStack) {
  const replaced = environment['KAFKA_BROKERS'] && environment['SCHEMA_REGISTRY_URL'];
  return startsStack && !replaced ? ['npm', 'java', 'maven'] : ['npm'];
}

/**
 * The needed tools that the system lacks.
 * @param {readonly Tool[]} needed
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
export function findMissingTools(needed, environment) {
  return needed.filter((tool) => {
    if (tool === 'java') return javaVersion(environment) < JAVA_VERSION_MIN;
    return findProgram(tool === 'maven' ? 'mvn' : 'npm', environment['PATH']) === null;
  });
}

/**
 * One line that names what is missing and the command that installs it, and the way with Docker.
 * @param {readonly Tool[]} missing
 * @param {SystemKind} system
 */
export function describeMissingTools(missing, system) {
  const what = missing.map((tool) => names[tool]).join(' and ');
  const kinds =
    system === 'other' ? /** @type {const} */ (['debian', 'fedora', 'macos']) : [system];
  const commands = kinds.map((kind) => {
    const { title, command, packages } = systems[kind];
    return `${title}: ${command} ${missing.map((tool) => packages[tool]).join(' ')}`;
  });
  const docker = missing.includes('npm')
    ? ''
    : ' Or, with Docker: docker compose -f deploy/local/compose.yaml up -d --wait, then this command' +
      ' again with the addresses that stand at the top of that file in the environment.';
  return `Riel needs ${what}. ${commands.join('; ')}.${docker}`;
}

/**
 * Kind of this system, by what decides how packages are installed.
 * @returns {SystemKind}
 */
export function systemKind() {
  if (process.platform === 'darwin') return 'macos';
  try {
    return systemKindOf(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return 'other';
  }
}

/**
 * @param {string} osRelease text of /etc/os-release
 * @returns {SystemKind}
 */
export function systemKindOf(osRelease) {
  const fields = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)];
  const ids = fields.flatMap((field) => (field[1] ?? '').split(' '));
  const version = Number(/^VERSION_ID="?(\d+)/m.exec(osRelease)?.[1] ?? 0);
  if (/^ID="?debian"?$/m.test(osRelease) && version >= 13) return 'debian-13';
  if (ids.some((id) => id === 'debian' || id === 'ubuntu')) return 'debian';
  return ids.some((id) => id === 'fedora' || id === 'rhel') ? 'fedora' : 'other';
}

/**
 * Path of a program, as the shell would find it; null if there is none.
 * @param {string} name
 * @param {string | undefined} searchPath
 */
export function findProgram(name, searchPath) {
  for (const folder of (searchPath ?? '').split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      continue;
    }
  }
  return null;
}

/**
 * Major version of the Java that would run; 0 if there is none.
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
function javaVersion(environment) {
  const home = environment['JAVA_HOME'];
  const java = home ? join(home, 'bin', 'java') : 'java';
  try {
    // The properties are printed to standard error, the only place where every Java since 8 shows them.
    const command = `"${java}" -XshowSettings:properties -version 2>&1`;
    return majorVersionOf(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }));
  } catch {
    return 0;
  }
}

/** @param {string} properties */
export function majorVersionOf(properties) {
  const match = /java\.specification\.version = (?:1\.)?(\d+)/.exec(properties);
  return match === null ? 0 : Number(match[1]);
}
