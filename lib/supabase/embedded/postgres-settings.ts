/** The settings of a cluster. */
export interface ClusterOptions {
  /** Trades durability after a power cut for speed. Only for throw-away databases. */
  isThrowAway?: boolean;
}

/** Returns the text of postgresql.conf. */
export function settings(port: number, options: ClusterOptions): string {
  return [
    '# Written at every start of the Agent Execution System; changes here do not last.',
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    // Other clusters on this machine use the shared socket folder, and TCP on loopback with a password is enough.
    "unix_socket_directories = ''",
    'max_connections = 100',
    'password_encryption = scram-sha-256',
    `shared_buffers = ${options.isThrowAway ? '64MB' : '256MB'}`,
    'work_mem = 16MB',
    'maintenance_work_mem = 128MB',
    'random_page_cost = 1.1',
    'max_wal_size = 2GB',
    // After many plans arrive at once, statements planned for few rows should be replanned within a minute. Tests that count what a plan
    // reads need the same statistics in each run.
    options.isThrowAway ? 'autovacuum = off' : 'autovacuum_naptime = 10s',
    // Every statement here is short: JIT compilation costs more than it saves.
    'jit = off',
    "default_text_search_config = 'pg_catalog.english'",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "log_line_prefix = '%m [%p] '",
    ...(options.isThrowAway ? ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off'] : []),
    '',
  ].join('\n');
}
