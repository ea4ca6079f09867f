export { LocalStackError, type LocalStackErrorCode } from './errors.ts';
export {
  startInfrastructure,
  type Infrastructure,
  type InfrastructureOptions,
} from './infrastructure/start-infrastructure.ts';
export { exitWithParent } from './parent-pipe.ts';
export { say, sayNothing, type Say } from './output.ts';
export { startRun, type Run } from './run.ts';
export type { Keep } from './supervision/messages.ts';
export type { ChildExit, ChildSpec, Wave } from './supervision/child-spec.ts';
export type { SupervisedChild, Supervisor } from './supervision/supervisor.ts';
