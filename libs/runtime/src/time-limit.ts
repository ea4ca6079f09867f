/**
 * Waits for work at most that long.
 *
 * @throws what `onTimeout` makes, when the time is over; the work itself goes on unwatched
 */
export async function withTimeLimit<Result>(
  work: Promise<Result>,
  milliseconds: number,
  onTimeout: () => Error,
): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(onTimeout()), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
