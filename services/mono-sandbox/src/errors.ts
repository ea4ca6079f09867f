/** Codes of the errors of this service. What Mono would answer is not among them: see `api/mono-error.ts`. */
export type SandboxErrorCode = 'RIEL_SANDBOX_IN_PRODUCTION' | 'RIEL_SANDBOX_FILE_INVALID';

/** Thrown when the sandbox cannot start as configured. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
