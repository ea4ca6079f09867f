import type { HttpServer } from '@riel/http';

/** Share of the open files that connections from outside may take: the rest is for the database and Kafka. */
const OPEN_FILES_SHARE = 0.75;

/** How many files the process may have open; null where the system does not say. */
export function openFilesMax(): number | null {
  const report: unknown = process.report?.getReport();
  const limits = (report as { userLimits?: { open_files?: { soft?: unknown } } } | undefined)
    ?.userLimits;
  const soft = limits?.open_files?.soft;
  return typeof soft === 'number' ? soft : null;
}

/** The limit that is asked for, unless the process could not keep so many open beside its own. */
export function connectionsMaxOf(askedMax: number, openFiles: number | null): number {
  if (openFiles === null) return askedMax;
  return Math.max(1, Math.min(askedMax, Math.floor(openFiles * OPEN_FILES_SHARE)));
}

/** How many connections are open. */
export async function countConnections(server: HttpServer): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  return await promise;
}
