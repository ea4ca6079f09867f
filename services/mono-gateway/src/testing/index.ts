export { playSeeds, type SeedsToPlay } from './faults/play-seeds.ts';
export { type SeededRandom } from './faults/random.ts';
export { createGatewayFiles, type GatewayFiles } from './gateway-files.ts';
export { drawHttpHostility, randomOf, type HttpHostility } from './real/http-hostility.ts';
export {
  startHttpMono,
  wellBehaved,
  type HttpMono,
  type HttpMonoOptions,
} from './real/http-mono.ts';
export { judgeAtRest, judgePayments, type TransferFacts } from './real/judge-payments.ts';
export { canaryPayee, createTestRequests, type TestRequests } from './test-requests.ts';
