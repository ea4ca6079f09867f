export { gatewaySettings } from './configuration.ts';
export { startGatewayService as start } from './gateway-service.ts';
