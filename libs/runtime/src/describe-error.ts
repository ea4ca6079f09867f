const CAUSES_MAX = 5;
const AGGREGATED_MAX = 5;
const FRAMES_MAX = 20;
const MESSAGE_CHARACTERS_MAX = 500;

const NAME = /^[A-Za-z]\w{0,63}$/;
const CODE = /^[A-Z0-9_]{1,64}$/;
const FRAME = /^ {4}at (?:[\w.$<>[\]# ]{1,120} \()?(?:file:\/\/|node:|\/)[^\s()]*:\d+:\d+\)?$/;

/** An error as it may be shown to operators. */
export interface DescribedError {
  readonly name: string;
  readonly code?: string;
  readonly message?: string;
  readonly frames?: readonly string[];
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

/**
 * Describes anything thrown without showing what it may carry. Other people's errors put values
 * into their messages (a database driver the row, an HTTP client the URL), so a message comes out
 * only if the code says that it is one of ours (`RIEL_`), which hold none by rule. Names, codes and
 * stack frames come out if they have the form of one. No other property does.
 */
export function describeError(thrown: unknown): DescribedError {
  return describe(thrown, CAUSES_MAX);
}

function describe(thrown: unknown, depth: number): DescribedError {
  if (!(thrown instanceof Error)) return { name: 'NotAnError' };
  const code = codeOf(thrown);
  const frames = framesOf(thrown);
  return {
    name: NAME.test(thrown.name) ? thrown.name : 'Error',
    ...(code === null ? {} : { code }),
    ...(code?.startsWith('RIEL_') === true
      ? { message: thrown.message.slice(0, MESSAGE_CHARACTERS_MAX) }
      : {}),
    ...(frames.length === 0 ? {} : { frames }),
    ...(thrown.cause !== undefined && depth > 0
      ? { cause: describe(thrown.cause, depth - 1) }
      : {}),
    ...(thrown instanceof AggregateError && depth > 0
      ? { errors: thrown.errors.slice(0, AGGREGATED_MAX).map((each) => describe(each, depth - 1)) }
      : {}),
  };
}

/** The code of an error in upper case, its `type` if it has no code, or null. */
export function codeOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error)) return null;
  for (const candidate of [Reflect.get(thrown, 'code'), Reflect.get(thrown, 'type')]) {
    if (typeof candidate === 'string' && CODE.test(candidate)) return candidate;
  }
  return null;
}

// The head of a stack repeats the message, which may have several lines, so only lines that look
// like a frame are kept.
function framesOf(error: Error): readonly string[] {
  if (typeof error.stack !== 'string') return [];
  return error.stack
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim());
}
