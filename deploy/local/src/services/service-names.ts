import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rootFolder } from '../folders.ts';

/** Every service of Riel, in the order in which they are reported. */
export const serviceNames = [
  'mono-sandbox',
  'command',
  'mono-gateway',
  'webhook',
  'ledger-projector',
  'ledger-query',
  'reconciliation',
] as const;

export type ServiceName = (typeof serviceNames)[number];

/** A service's entry point. */
export function serviceMain(service: ServiceName): string {
  return join(rootFolder, 'services', service, 'src/main.ts');
}

/** The services that this version of the project has. */
export function presentServices(): readonly ServiceName[] {
  return serviceNames.filter((service) => existsSync(serviceMain(service)));
}
