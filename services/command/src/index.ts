export { startCommandService as start } from './command-service.ts';
export { commandSettings } from './configuration.ts';
