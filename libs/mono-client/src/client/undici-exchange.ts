import type { Dispatcher } from 'undici';
import { classifyFailure, codeOfError, wasSent, type RequestProgress } from './classify-failure.ts';
import type { AnswerHeaders, MonoFailed, MonoFailure } from './outcome.ts';
import type { TransportAnswer } from './transport.ts';

const wantedHeaders = [
  'retry-after',
  'content-type',
  'location',
  'x-request-id',
  'date',
] as const satisfies readonly (keyof AnswerHeaders)[];

function pickHeaders(headers: Readonly<Record<string, unknown>>): AnswerHeaders {
  const picked: Partial<Record<keyof AnswerHeaders, string>> = {};
  for (const name of wantedHeaders) {
    const value = headers[name];
    if (typeof value === 'string') picked[name] = value;
  }
  return picked;
}

/**
 * One request and its answer, followed through undici's callbacks. `onRequestStart` comes just
 * before the first byte is written: what fails or is given up before it is proof that Mono saw
 * nothing, and a request that was given up while it waited for a connection is stopped there.
 */
export class UndiciExchange implements Dispatcher.DispatchHandler {
  readonly #finish: (end: TransportAnswer | MonoFailed) => void;
  readonly #answerBytesMax: number;
  readonly #startedAt = performance.now();
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #progress: RequestProgress = 'queued';
  #status: number | null = null;
  #headers: AnswerHeaders = {};
  #finished = false;

  constructor(finish: (end: TransportAnswer | MonoFailed) => void, answerBytesMax: number) {
    this.#finish = finish;
    this.#answerBytesMax = answerBytesMax;
  }

  /** Ends the exchange from outside: time is up, or the caller gave up. */
  giveUp(failure: MonoFailure): void {
    this.#fail(failure, failure);
    this.#controller?.abort(new Error('given up'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#finished) {
      controller.abort(new Error('given up'));
      return;
    }
    this.#controller = controller;
    this.#progress = 'writing';
  }

  onRequestSent(): void {
    if (this.#progress === 'writing') this.#progress = 'sent';
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, unknown>>,
  ): void {
    if (status < 200) return;
    this.#progress = 'answering';
    this.#status = status;
    this.#headers = pickHeaders(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#answerBytesMax) this.giveUp('answer-too-large');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const status = this.#status;
    if (status === null) {
      this.#fail('protocol', 'NO_STATUS');
      return;
    }
    const rawBody = Buffer.concat(this.#chunks);
    const milliseconds = this.#elapsed();
    this.#end({ kind: 'answered', status, headers: this.#headers, rawBody, milliseconds });
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const code = codeOfError(error);
    this.#fail(classifyFailure(code, this.#progress), code);
  }

  #fail(failure: MonoFailure, detail: string): void {
    this.#end({
      kind: 'failed',
      failure,
      requestWasSent: wasSent(this.#progress),
      status: this.#status,
      detail,
      milliseconds: this.#elapsed(),
    });
  }

  #elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  #end(end: TransportAnswer | MonoFailed): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#finish(end);
  }
}
