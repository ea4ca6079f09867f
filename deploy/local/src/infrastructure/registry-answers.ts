const REQUEST_TIMEOUT_MILLISECONDS = 5_000;

/** Whether a schema registry lists its subjects at that address. */
export async function registryAnswers(url: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS);
    const answer = await fetch(`${url.replace(/\/$/, '')}/subjects`, { signal });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
