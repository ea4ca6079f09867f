/**
 * NODE_OPTIONS of every service, wherever it runs: the local stack, the tests and benchmarks, and
 * (by the same words in `deploy/Dockerfile`) compose and Kubernetes.
 *
 * V8 takes memory by what the machine has, not by what a service needs: left alone, the projector
 * grew to 490 MB with 60 MB of it in use. Old objects may take 192 MB, young ones three times 16 MB;
 * with 160 and 8 the projector booked a fifth less, for collecting. With code, buffers and
 * connections, which V8 does not count, a service under load stays near or below 300 MB resident; the
 * webhook service, whose second thread has limits of its own, was seen at 319. Whoever needs more for
 * one service gives it NODE_OPTIONS of its own.
 */
export const serviceNodeOptions = '--max-old-space-size=192 --max-semi-space-size=16';
