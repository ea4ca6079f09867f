export {
  type AdminAnswer,
  type AdminRequest,
  type AdminRoute,
  type AdminServer,
  type AdminServerOptions,
  type Check,
  startAdminServer,
} from './admin-server.ts';
export { type Coalescer, type CoalescerOptions, createCoalescer, type Timer } from './coalescer.ts';
export { commonSettings, httpSettings } from './common-settings.ts';
export { commaList, type Environment, readConfiguration } from './configuration.ts';
export { codeOf, describeError, type DescribedError } from './describe-error.ts';
export { RuntimeError, type RuntimeErrorCode, UnavailableError } from './errors.ts';
export { fatal } from './fatal.ts';
export { type FileRing, type FileRingOptions, startFileRing } from './file-ring.ts';
export { bogotaDate, formatInstant, now, parseInstant } from './instant.ts';
export { allowedLogFields } from './log-fields.ts';
export {
  createLogger,
  type Log,
  type LogFields,
  type Logger,
  type LoggerOptions,
  type LogLevel,
  logLevels,
} from './logger.ts';
export { createMetrics, createThreadMetrics, type Metrics } from './metrics.ts';
export { createParts, type Parts, type PartsOptions, type Started } from './parts.ts';
export type { Addresses } from './ready-file.ts';
export { type Repeated, repeat } from './repeat.ts';
export { type RunningService, runService, type ServiceOptions } from './run-service.ts';
export { runServiceThread, type RunningThread } from './run-service-thread.ts';
export { createSemaphore, type Semaphore, type SemaphoreOptions } from './semaphore.ts';
export { serviceNodeOptions } from './service-node-options.ts';
export {
  type ServiceThread,
  type ServiceThreadOptions,
  startServiceThread,
  type ThreadMemory,
} from './service-thread.ts';
export { withTimeLimit } from './time-limit.ts';
export {
  childTraceparent,
  newTraceparent,
  parseTraceparent,
  type TraceContext,
} from './trace-context.ts';
