/** An answer of the API, parsed. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Sends requests with one API key. */
export interface TestClient {
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  /** `POST /v1/transfers` under a key. */
  transfer(key: string, body: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
}

export function createTestClient(httpUrl: string, apiKey: string): TestClient {
  const post: TestClient['post'] = async (path, body, headers = {}) => {
    const response = await fetch(`${httpUrl}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, body: answer };
  };
  return {
    post,
    transfer: (key, body, headers) =>
      post('/v1/transfers', body, { 'idempotency-key': key, ...headers }),
  };
}
