import { runService } from '@riel/runtime';
import { startGatewayService } from './gateway-service.ts';

await runService({ name: 'mono-gateway', start: startGatewayService });
