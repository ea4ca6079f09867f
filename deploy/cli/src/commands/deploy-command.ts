import { exitCodes } from '../command.ts';
import type { Command } from '../command.ts';
import { deploy } from '../deploy/deploy.ts';
import { deployOptions } from './deploy-options.ts';

const help = `Usage: riel deploy [options]

Puts in place what the services need: roles and tables in PostgreSQL, topics in Kafka, schemas in
the registry, and the first tables (chart of accounts, tariffs, rules) in the log. Run again it
changes nothing; two at once wait for each other; one that was cut off is completed.

Addresses may hold passwords, so they are best given in the environment:
  DATABASE_URL                          of a user that may create roles and schemas
  KAFKA_BROKERS, --kafka-brokers        host:port, comma separated
  SCHEMA_REGISTRY_URL, --schema-registry-url

Options, each with the variable that it overrides:
  --callers <names>                     COMMAND_CALLERS: who sends commands by Kafka, by commas
  --tables <file>                       TABLES_FILE: first tables, JSON
  --author <name>                       TABLES_AUTHOR: who activates them
  --logins <file>                       LOGINS_FILE: JSON array of { user, role, password }
  --replication-factor <n>              TOPIC_REPLICATION_FACTOR: default 1, in production 3
  --min-insync-replicas <n>             TOPIC_MIN_INSYNC_REPLICAS: default 1, in production 2

Further variables: KAFKA_TLS, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD (SCRAM-SHA-512),
DEPLOY_LOCK_TIMEOUT_MILLISECONDS (default 300000).

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

export const deployCommand: Command = {
  name: 'deploy',
  summary: 'create roles, tables, topics, schemas and the first marker',
  help,
  async run({ words, environment, print }) {
    await deploy({ ...(await deployOptions(words, environment)), print });
    return exitCodes.done;
  },
};
