import { createHash } from 'node:crypto';
import { drawCase, type FuzzCase } from './fuzz-cases.ts';
import { onConnections } from './raw-http.ts';
import { seededRandom } from './seeded-random.ts';

/** A case that was not answered as it must be. */
export interface FuzzFailure {
  readonly index: number;
  readonly kind: string;
  readonly expected: readonly number[];
  /** Null if there was no answer. */
  readonly status: number | null;
  readonly body: string;
}

/** What a fuzz run saw. */
export interface FuzzReport {
  readonly casesCount: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly failures: readonly FuzzFailure[];
  /** SHA-256 of bodies that were signed, and of those that never were, hex. */
  readonly signedDigests: ReadonlySet<string>;
  readonly unsignedDigests: ReadonlySet<string>;
}

export interface FuzzOptions {
  readonly httpUrl: string;
  readonly secret: string;
  readonly seed: number;
  readonly casesCount: number;
  readonly connectionsCount: number;
}

const digestOf = (body: Buffer): string => createHash('sha256').update(body).digest('hex');

/** Sends cases drawn from a seed to a running service and judges the answers. */
export async function fuzzWebhooks(options: FuzzOptions): Promise<FuzzReport> {
  const random = seededRandom(options.seed);
  const world = { random, secret: options.secret, nowSeconds: Math.floor(Date.now() / 1_000) };
  const byKind: Record<string, number> = {};
  const failures: FuzzFailure[] = [];
  const signedDigests = new Set<string>();
  const unsignedDigests = new Set<string>();
  let drawn = 0;
  const next = (): (FuzzCase & { readonly index: number }) | null => {
    if (drawn === options.casesCount) return null;
    const one = { ...drawCase(world), index: drawn };
    drawn += 1;
    byKind[one.kind] = (byKind[one.kind] ?? 0) + 1;
    (one.isSigned ? signedDigests : unsignedDigests).add(digestOf(one.body));
    return one;
  };
  await onConnections(options.httpUrl, options.connectionsCount, {
    next,
    run: async (connection, { index, kind, expected, request }) => {
      // A refused request may end its connection, which no rule forbids: the next opens another.
      const answer = await connection.send(request).catch(() => null);
      if (answer !== null && expected.includes(answer.status)) return;
      const body = answer?.body.slice(0, 200) ?? '';
      failures.push({ index, kind, expected, status: answer?.status ?? null, body });
    },
  });
  // A body that was signed in one case may come unsigned in another.
  for (const digest of signedDigests) unsignedDigests.delete(digest);
  return { casesCount: drawn, byKind, failures, signedDigests, unsignedDigests };
}
