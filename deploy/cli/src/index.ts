export { deploy } from './deploy/deploy.ts';
export type { DeployOptions } from './deploy/deploy.ts';
export { deployDatabase } from './deploy/deploy-database.ts';
export type { DeployDatabaseOptions } from './deploy/deploy-database.ts';
export { deployEmptyLog } from './deploy/deploy-empty-log.ts';
export type { DeployEmptyLogOptions } from './deploy/deploy-empty-log.ts';
export { groupRoles } from './deploy/group-roles.ts';
export type { GroupRole, Login } from './deploy/group-roles.ts';
export {
  DeployLockError,
  DeployOptionError,
  PartitionCountError,
  TopicSettingError,
} from './errors.ts';
export type { PartitionChange, TopicLoss } from './errors.ts';
