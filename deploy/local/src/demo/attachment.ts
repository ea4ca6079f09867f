/** Addresses and keys of a running stack, as the demonstration needs them: the content of `.riel/stack.json`. */
export interface Attachment {
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly monoBaseUrl: string;
  readonly services: Readonly<Record<string, string>>;
  readonly credentials: {
    readonly apiKey: string;
    readonly monoApiKey: string;
    readonly monoWebhookSecret: string;
  };
}

/** Address of one service of the stack. Throws if the stack does not run it. */
export function serviceUrl(attachment: Attachment, service: string): string {
  const url = attachment.services[service];
  if (url === undefined) throw new DemoError('RIEL_DEMO_SERVICE', `the stack runs no ${service}`);
  return url;
}

/** What keeps the demonstration from doing its work. */
export class DemoError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'DemoError';
    this.code = code;
  }
}
