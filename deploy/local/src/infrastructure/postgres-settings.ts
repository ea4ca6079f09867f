/**
 * Settings of the local server. Durability is as in production, since tests and benchmarks are about it;
 * the rest fits two cores that broker and load share.
 */
const settings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '512MB',
  effective_cache_size: '2GB',
  maintenance_work_mem: '128MB',
  checkpoint_timeout: '15min',
  max_wal_size: '4GB',
  // Old files of the write-ahead log are written over: a new one costs a commit tens of milliseconds.
  min_wal_size: '1GB',
  random_page_cost: '1.1',
  // Short statements throughout: compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** The settings as arguments of the server. */
export function postgresArguments(dataFolder: string, port: number): readonly string[] {
  const all = { ...settings, port: String(port) };
  return [
    '-D',
    dataFolder,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}
