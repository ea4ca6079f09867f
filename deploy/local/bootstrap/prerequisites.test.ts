import { expect, test } from 'vitest';
import {
  describeMissingTools,
  findMissingTools,
  majorVersionOf,
  neededTools,
  systemKindOf,
} from './prerequisites.mjs';

test('what is missing is named in one line, with the command for the system', () => {
  const line = describeMissingTools(['java', 'maven'], 'debian');
  expect(line).toMatch(/^Riel needs Java 17 or newer and Maven\. /);
  expect(line).toContain('sudo apt-get install -y openjdk-17-jre-headless maven');
  expect(line).toContain('docker compose -f deploy/local/compose.yaml up');
  expect(line).not.toContain('\n');
  expect(describeMissingTools(['maven'], 'fedora')).toContain('sudo dnf install -y maven');
  expect(describeMissingTools(['java'], 'macos')).toContain('brew install temurin');
  expect(describeMissingTools(['java'], 'debian-13')).toContain('openjdk-21-jre-headless');
});

test('on an unknown system the commands of all known ones are shown', () => {
  const line = describeMissingTools(['java'], 'other');
  expect(line).toMatch(/apt-get.*dnf.*brew/);
});

test('Docker is no way out without npm', () => {
  expect(describeMissingTools(['npm'], 'debian')).not.toContain('docker');
});

test('Java and Maven are needed unless both of their parts have addresses', () => {
  expect(neededTools({}, false)).toEqual(['npm']);
  expect(neededTools({}, true)).toEqual(['npm', 'java', 'maven']);
  expect(neededTools({ KAFKA_BROKERS: 'k:1' }, true)).toContain('java');
  const both = { KAFKA_BROKERS: 'k:1', SCHEMA_REGISTRY_URL: 'http://r' };
  expect(neededTools(both, true)).toEqual(['npm']);
});

test('a system without the tools lacks all of them', () => {
  const environment = { PATH: '/nowhere', JAVA_HOME: '/nowhere' };
  expect(findMissingTools(['npm', 'java', 'maven'], environment)).toEqual(['npm', 'java', 'maven']);
});

test.each([
  ['ID=debian\nVERSION_ID="12"\n', 'debian'],
  ['ID=debian\nVERSION_ID="13"\n', 'debian-13'],
  ['NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n', 'debian'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
  ['ID=fedora\nVERSION_ID=43\n', 'fedora'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
  ['ID=alpine\n', 'other'],
] as const)('%j is %s', (osRelease, kind) => {
  expect(systemKindOf(osRelease)).toBe(kind);
});

test('the version of Java is read in its old and new spelling', () => {
  expect(majorVersionOf('    java.specification.version = 1.8\n')).toBe(8);
  expect(majorVersionOf('    java.specification.version = 17\n')).toBe(17);
  expect(majorVersionOf('no Java here')).toBe(0);
});
