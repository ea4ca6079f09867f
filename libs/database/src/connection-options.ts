import { readFileSync } from 'node:fs';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { DatabaseSettingError } from './errors.ts';
import { parseIdentifier } from './identifier.ts';

/** What `connect` and `migrate` need to reach PostgreSQL. */
export interface ConnectionSettings {
  /**
   * `postgres://user:password@host:port/database`, with `sslmode` (`disable`, `require`, `verify-ca`
   * or `verify-full`) and `sslrootcert` (a file) as the only query parameters. Every mode but
   * `disable` verifies the certificate and the host name.
   */
  readonly url: string;
  /** The schema that `search_path` names; unqualified names mean tables of this schema. */
  readonly schema: string;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Most connections of this process. Default 10. */
  readonly poolConnectionsMax?: number;
  /** A statement that runs longer is cancelled (57014). Default 10,000; 0 is no limit. */
  readonly statementTimeoutMilliseconds?: number;
  /** A statement that waits longer for a lock fails (55P03). Default 5,000; 0 is no limit. */
  readonly lockTimeoutMilliseconds?: number;
  /** A transaction that sends nothing for longer is ended by the server. Default 30,000. */
  readonly idleInTransactionTimeoutMilliseconds?: number;
  /** Longest wait for a new or a free connection. Default 5,000. */
  readonly connectTimeoutMilliseconds?: number;
  /** A server silent for so long beyond the statement time-out is taken for gone. Default 5,000. */
  readonly answerMarginMilliseconds?: number;
  /** TLS options of Node; they replace what the URL says. `false` is plain text. */
  readonly tls?: TlsOptions | false;
}

/** The options of one `pg` pool, with every limit filled in. */
export interface DriverOptions {
  readonly application_name: string;
  readonly max: number;
  readonly statement_timeout: number;
  readonly lock_timeout: number;
  readonly idle_in_transaction_session_timeout: number;
  readonly connectionTimeoutMillis: number;
  readonly idleTimeoutMillis: number;
  readonly keepAlive: true;
  readonly options: string;
  readonly ssl: TlsOptions | false;
}

const idleConnectionMilliseconds = 30_000;
const verifyingModes = new Set(['require', 'verify-ca', 'verify-full']);
const knownParameters = new Set(['sslmode', 'sslrootcert']);

/**
 * Parses the URL and takes the query parameters off it. The ORM would ignore them, so a
 * `sslmode=require` would silently give a plain connection: what is not understood is refused.
 */
export const parseDatabaseUrl = (text: string): { url: string; tls: TlsOptions | false } => {
  if (!URL.canParse(text)) {
    throw new DatabaseSettingError('url', 'is not a URL');
  }
  const url = new URL(text);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    throw new DatabaseSettingError('url', 'must begin with postgres://');
  }
  if (url.hostname === '' || url.pathname.length < 2) {
    throw new DatabaseSettingError('url', 'must name a host and a database');
  }
  const unknown = [...url.searchParams.keys()].find((name) => !knownParameters.has(name));
  if (unknown !== undefined) {
    throw new DatabaseSettingError('url', `query parameter ${unknown} is not supported`);
  }
  const mode = url.searchParams.get('sslmode') ?? 'disable';
  if (mode !== 'disable' && !verifyingModes.has(mode)) {
    throw new DatabaseSettingError(
      'url',
      'sslmode must be disable, require, verify-ca or verify-full',
    );
  }
  const authorityFile = url.searchParams.get('sslrootcert');
  const tls =
    mode === 'disable' ? false : { servername: url.hostname, ...authority(authorityFile) };
  url.search = '';
  return { url: url.href, tls };
};

const authority = (file: string | null): TlsOptions => {
  if (file === null) {
    return {};
  }
  try {
    return { ca: readFileSync(file) };
  } catch {
    throw new DatabaseSettingError('url', 'the file that sslrootcert names cannot be read');
  }
};

/** Fills in the defaults; throws `DatabaseSettingError` for what cannot be used. */
export const driverOptions = (
  settings: ConnectionSettings,
): { url: string; driver: DriverOptions } => {
  const { url, tls } = parseDatabaseUrl(settings.url);
  const schema = parseIdentifier(settings.schema, 'schema');
  return {
    url,
    driver: {
      application_name: settings.applicationName,
      max: settings.poolConnectionsMax ?? 10,
      statement_timeout: settings.statementTimeoutMilliseconds ?? 10_000,
      lock_timeout: settings.lockTimeoutMilliseconds ?? 5_000,
      idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMilliseconds ?? 30_000,
      connectionTimeoutMillis: settings.connectTimeoutMilliseconds ?? 5_000,
      idleTimeoutMillis: idleConnectionMilliseconds,
      keepAlive: true,
      options: `-c search_path=${schema} -c timezone=UTC`,
      ssl: settings.tls ?? tls,
    },
  };
};
