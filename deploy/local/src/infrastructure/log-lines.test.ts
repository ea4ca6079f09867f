import { expect, test } from 'vitest';
import { brokerAddress } from './kafka.ts';
import { listeningAddress } from './registry.ts';

test('the broker is the last that opened a port before the node said it had started', () => {
  const opening = 'INFO Awaiting socket connections on';
  const controller = `${opening} 127.0.0.1:40589. (kafka.network.DataPlaneAcceptor)\n`;
  const broker = `${opening} 127.0.0.1:46743. (kafka.network.DataPlaneAcceptor)\n`;
  const started = 'INFO [KafkaRaftServer nodeId=1] Kafka Server started (kafka.server)\n';
  expect(brokerAddress(controller)).toBeNull();
  expect(brokerAddress(controller + broker)).toBeNull();
  expect(brokerAddress(controller + broker + started)).toBe('127.0.0.1:46743');
});

test('the registry names its address in the line that says it has started', () => {
  const line = 'app 3.0.9 started in 2.784s. Listening on: http://127.0.0.1:36137\n';
  expect(listeningAddress('starting\n')).toBeNull();
  expect(listeningAddress(`starting\n${line}`)).toBe('http://127.0.0.1:36137');
});
