import { openLine, type Line } from './http-line.ts';

/** Load on one server over connections that are kept, one request at a time on each. */
export interface HttpLoadOptions {
  readonly httpUrl: string;
  /** The bytes of the next request. */
  readonly next: () => Buffer;
  /** The status that every answer must have. */
  readonly status: number;
  readonly seconds: number;
  /** Connections at first; an open loop opens more when all of them wait. */
  readonly connections: number;
  /**
   * Requests that are begun in a second, at the irregular times of independent senders, whether or
   * not earlier ones are answered. Null: on each connection the next one follows the answer.
   */
  readonly perSecond: number | null;
}

export interface HttpLoad {
  readonly count: number;
  /** Answers in a second, from the first request to the last answer. */
  readonly perSecond: number;
  /** From when each request was due (or sent, in a closed loop) to its answer. */
  readonly milliseconds: readonly number[];
  /** How late the load itself was to begin each request of an open loop; it is a part of the times. */
  readonly lagMilliseconds: readonly number[];
  readonly connections: number;
}

const MILLISECONDS = 1_000;
const CONNECTIONS_MAX = 512;

const loadOf = (
  times: Pick<HttpLoad, 'milliseconds' | 'lagMilliseconds'>,
  elapsedMilliseconds: number,
  connections: number,
): HttpLoad => ({
  ...times,
  count: times.milliseconds.length,
  perSecond: (times.milliseconds.length * MILLISECONDS) / elapsedMilliseconds,
  connections,
});

/** Time from one sender's request to the next one's, if none knows of the others. */
const nextPause = (perSecond: number): number =>
  (-Math.log(1 - Math.random()) * MILLISECONDS) / perSecond;

/** Puts the load on and rejects at the first answer of another status. */
export async function putHttpLoad(options: HttpLoadOptions): Promise<HttpLoad> {
  const { next, seconds, perSecond } = options;
  const milliseconds: number[] = [];
  const lagMilliseconds: number[] = [];
  const lines: Line[] = [];
  const idle: Line[] = [];
  const due: number[] = [];
  const finished = Promise.withResolvers<void>();
  let opening = 0;
  let waiting = 0;
  let since = 0;
  let until = 0;
  let nextAt = 0;

  const sendOn = (line: Line, dueAt: number): void => {
    waiting += 1;
    line.send(next(), dueAt);
  };
  const answered = (line: Line, status: number, dueAt: number): void => {
    const at = performance.now();
    if (status !== options.status) finished.reject(new Error(`answered with ${status}`));
    milliseconds.push(at - dueAt);
    waiting -= 1;
    if (perSecond === null && at < until) return sendOn(line, at);
    const first = due.shift();
    if (first === undefined) idle.push(line);
    else sendOn(line, first);
    if (at >= until && waiting === 0) finished.resolve();
  };
  const open = async (): Promise<void> => {
    opening += 1;
    const line = await openLine(options.httpUrl, answered);
    opening -= 1;
    lines.push(line);
    const first = due.shift();
    if (first === undefined) idle.push(line);
    else sendOn(line, first);
  };
  /** Begins what is due. What finds no free connection waits with its time running. */
  const begin = (rate: number): void => {
    const at = performance.now();
    for (; nextAt <= at && nextAt < until; nextAt += nextPause(rate)) {
      lagMilliseconds.push(at - nextAt);
      const line = idle.pop();
      if (line === undefined) due.push(nextAt);
      else sendOn(line, nextAt);
    }
    if (due.length > opening && lines.length + opening < CONNECTIONS_MAX) {
      void open().catch((error: unknown) => finished.reject(error));
    }
    if (at >= until && waiting === 0 && due.length === 0) finished.resolve();
  };

  await Promise.all(Array.from({ length: options.connections }, open));
  since = performance.now();
  until = since + seconds * MILLISECONDS;
  nextAt = since;
  if (perSecond === null) for (const line of idle.splice(0)) sendOn(line, since);
  const timer = perSecond === null ? null : setInterval(() => begin(perSecond), 1);
  try {
    await finished.promise;
  } finally {
    if (timer !== null) clearInterval(timer);
    for (const line of lines) line.close();
  }
  const times = { milliseconds, lagMilliseconds };
  return loadOf(times, performance.now() - since, lines.length);
}
