import { Type } from 'typebox';
import { logLevels } from './logger.ts';

const port = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description });

/** Settings that every service has. Spread them into the object of a service's own. */
export const commonSettings = {
  RIEL_ENV: Type.Union([Type.Literal('local'), Type.Literal('production')], {
    default: 'production',
    description: 'local relaxes what only a developer machine may: no API keys, plain payees',
  }),
  LOG_LEVEL: Type.Enum([...logLevels], { default: 'info', description: 'least level logged' }),
  HTTP_HOST: Type.String({
    default: '127.0.0.1',
    description: 'address to listen on, for the admin server too',
  }),
  ADMIN_PORT: port('port of metrics and health (0 takes any free one)'),
  READY_FILE: Type.Optional(
    Type.String({ description: 'path written with the addresses once the service is ready' }),
  ),
  STOP_TIMEOUT_MILLISECONDS: Type.Integer({
    minimum: 100,
    maximum: 600_000,
    default: 20_000,
    description: 'longest time that an orderly stop may take',
  }),
};

/** Settings of a service that serves HTTP. */
export const httpSettings = {
  HTTP_PORT: port('port of the API (0 takes any free one)'),
  API_KEYS_FILE: Type.Optional(
    Type.String({ description: 'path of the JSON file of hashed API keys' }),
  ),
};
