export { DEMO_TRANSFERS_MIN } from './demo/plan.ts';
export { runDemo, type DemoOptions, type DemoResult } from './demo/run-demo.ts';
export { LocalStackError, type LocalStackErrorCode } from './errors.ts';
export {
  startInfrastructure,
  type Infrastructure,
  type InfrastructureOptions,
} from './infrastructure/start-infrastructure.ts';
export type { PostgresServer } from './infrastructure/postgres.ts';
export { exitWithParent } from './parent-pipe.ts';
export { say, sayNothing, type Say } from './output.ts';
export { startRun, type Run } from './run.ts';
export { stackFileOf, type StackFile } from './stack-file.ts';
export { startStack, type Stack, type StackOptions } from './start-stack.ts';
export { waitForEnd, type EndReason } from './wait-for-end.ts';
export { localMonoAccounts } from './services/mono-accounts.ts';
export { localCaller, type Credentials } from './services/credentials.ts';
export type { ServiceName } from './services/service-names.ts';
export type { RunningService } from './services/start-service.ts';
export type { Keep } from './supervision/messages.ts';
export type { ChildExit, ChildSpec, Wave } from './supervision/child-spec.ts';
export type { EndedChild, SupervisedChild, Supervisor } from './supervision/supervisor.ts';
