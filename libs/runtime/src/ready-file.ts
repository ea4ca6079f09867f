import { rename, rm, writeFile } from 'node:fs/promises';

/** Where a service can be reached. */
export interface Addresses {
  readonly httpUrl?: string;
  readonly adminUrl: string;
}

/** Writes the addresses and the process id as JSON. A reader sees a whole file or none. */
export async function writeReadyFile(path: string, addresses: Addresses): Promise<void> {
  const { httpUrl, adminUrl } = addresses;
  const unfinished = `${path}.${process.pid}.unfinished`;
  await writeFile(unfinished, JSON.stringify({ httpUrl, adminUrl, pid: process.pid }));
  await rename(unfinished, path);
}

/** Removes the file, so that nobody takes a stopped service for a running one. */
export async function removeReadyFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
