import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Lower-case hexadecimal SHA-256 of a file; null if it is not there. */
export async function sha256OfFile(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
