export { playSeeds, type SeedsToPlay } from './faults/play-seeds.ts';
export { createGatewayFiles, type GatewayFiles } from './gateway-files.ts';
export { createTestRequests, type TestRequests } from './test-requests.ts';
