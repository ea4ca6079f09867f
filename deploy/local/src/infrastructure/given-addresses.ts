import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Environment } from '../environment.ts';
import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import { postgresAnswers } from './postgres-answers.ts';
import { registryAnswers } from './registry-answers.ts';

/** Address of a part that the environment names, checked; null if it names none. */
export type GivenAddress = (environment: Environment) => Promise<string | null>;

const RETRY_MILLISECONDS = 200;

/** DATABASE_URL, of a user that may make databases and roles. */
export const givenDatabase: GivenAddress = (environment) =>
  checked(environment, 'DATABASE_URL', postgresAnswers);

/** KAFKA_BROKERS, a list with commas of which one has to answer. */
export const givenBrokers: GivenAddress = (environment) =>
  checked(environment, 'KAFKA_BROKERS', async (brokers) => {
    const answers = await Promise.all(brokers.split(',').map((broker) => takesConnection(broker)));
    return answers.includes(true);
  });

/** SCHEMA_REGISTRY_URL, of the Confluent API. */
export const givenRegistry: GivenAddress = (environment) =>
  checked(environment, 'SCHEMA_REGISTRY_URL', registryAnswers);

async function checked(
  environment: Environment,
  name: string,
  answers: (address: string) => Promise<boolean>,
): Promise<string | null> {
  const address = environment[name];
  if (address === undefined || address === '') return null;
  const deadline = Date.now() + limits.addressCheckMilliseconds;
  while (!(await answers(address))) {
    if (Date.now() > deadline) {
      // The value may hold a password.
      const message = `${name} is set, but nothing answers there; unset it to have the part started`;
      throw new LocalStackError('RIEL_LOCAL_ADDRESS', message);
    }
    await pause(RETRY_MILLISECONDS);
  }
  return address;
}

function takesConnection(broker: string): Promise<boolean> {
  const [host = '', port = ''] = broker.trim().split(/:(?=\d+$)/);
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: limits.addressCheckMilliseconds });
    const finish = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .once('connect', finish(true))
      .once('error', finish(false))
      .once('timeout', finish(false));
  });
}
