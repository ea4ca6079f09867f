import { statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const SEARCH = 0o1;
const READ = 0o4;

/** Whether a user may enter every folder down to that path and read what lies there. */
export function isReachableBy(user: SystemUser, path: string): boolean {
  if (!allows(user, path, READ)) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!allows(user, folder, SEARCH)) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The permission that counts is the owner's, else the group's, else everybody's: the first that fits. */
function allows(user: SystemUser, path: string, permission: number): boolean {
  const { mode, uid, gid } = statSync(path);
  if (uid === user.uid) return ((mode >> 6) & permission) !== 0;
  if (gid === user.gid) return ((mode >> 3) & permission) !== 0;
  return (mode & permission) !== 0;
}
