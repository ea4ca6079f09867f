import { LocalStackError } from '../errors.ts';
import { runProgram } from '../run-program.ts';
import type { SystemUser } from './reachable.ts';

const SERVER_USER = 'postgres';
const PROGRAM_TIMEOUT_MILLISECONDS = 10_000;

/**
 * The user that PostgreSQL runs as, which refuses to run as root: null for an ordinary user, who runs it
 * himself, else the user `postgres`, made if the system has none.
 */
export async function serverUser(): Promise<SystemUser | null> {
  if (process.getuid?.() !== 0) return null;
  return (await findUser()) ?? (await makeUser());
}

async function findUser(): Promise<SystemUser | null> {
  const uid = await run('id', ['-u', SERVER_USER]);
  const gid = await run('id', ['-g', SERVER_USER]);
  if (uid.exitCode !== 0 || gid.exitCode !== 0) return null;
  return { uid: Number(uid.output), gid: Number(gid.output) };
}

async function makeUser(): Promise<SystemUser> {
  const options = ['--system', '--user-group', '--no-create-home'];
  const made = await run('useradd', [...options, '--shell', '/usr/sbin/nologin', SERVER_USER]);
  // Another run may have made it in the meantime, so the user decides, not the exit status.
  const user = await findUser();
  if (user !== null) return user;
  const message = `PostgreSQL cannot run as root, and the user ${SERVER_USER} could not be made: ${made.output}`;
  throw new LocalStackError('RIEL_LOCAL_SERVER_USER', message);
}

function run(command: string, programArguments: readonly string[]) {
  return runProgram(command, programArguments, {
    timeoutMilliseconds: PROGRAM_TIMEOUT_MILLISECONDS,
  });
}
