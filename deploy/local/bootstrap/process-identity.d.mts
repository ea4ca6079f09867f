/** What `process-identity.mjs` exports. */
export function processIdentity(pid: number): string | null;
export function processEntry(
  pid: number,
): { readonly pid: number; readonly name: string; readonly parentPid: number } | null;
