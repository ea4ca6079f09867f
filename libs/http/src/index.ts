export { type ApiKey, loadApiKeys } from './api-key-file.ts';
export { type ApiKeys, type ApiKeysOptions, startApiKeys } from './api-keys.ts';
export { authenticate, type AuthenticationHook } from './authenticate.ts';
export { amountInput, amountOutput, problemSchema } from './common-schemas.ts';
export {
  type FieldError,
  HttpError,
  type HttpErrorCode,
  problem,
  problemBody,
  type ProblemContent,
  ProblemError,
} from './errors.ts';
export { createHttpServer, type HttpServer, type HttpServerOptions } from './http-server.ts';
export { listen, type Listening, type ListenOptions } from './listen.ts';
export type { ApiDescription } from './open-api.ts';
export { mayUseMonoAccount, type Principal, principalOf, type Scope, scopes } from './principal.ts';
export type { RateLimit } from './rate-limit.ts';
export { takeRawBodies } from './raw-bodies.ts';
export { type ReadyAnswer, sendReady } from './send-ready.ts';
