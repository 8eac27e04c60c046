/**
 * Connections of which the one that was busy last is taken first, and few of them: a server process of Postgres that has just run a
 * statement has what it needs for the next in the processor's cache. Taken in turn, as postgres.js does, they need half as long again
 * (docs/decisions/0015-cheap-steps.md). Who finds none free waits for the first that is, rather than behind whatever one of them is
 * at; where that lasts - for slow reads, or for a lock - another is opened.
 */
import { availableParallelism } from 'node:os';
import postgres, { type Options, type Sql } from 'postgres';

/** How many there are as long as nobody has to wait for long. */
export const USUAL = Math.min(16, Math.max(4, 2 * availableParallelism()));
const MOST = 2 * USUAL;
const PATIENCE_MILLISECONDS = 100;
const IDLE_SECONDS = 60;

export interface Pool {
  /** Runs `work` on a connection that nobody else uses meanwhile. */
  use<Result>(work: (sql: Sql) => PromiseLike<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function createPool(databaseUrl: string, options: Options<Record<string, never>>): Pool {
  const all: Sql[] = [];
  const free: Sql[] = [];
  const waiting = new Set<(sql: Sql) => void>();

  function open(): Sql {
    // The usual ones stay, for a new one has to plan every statement first.
    const idle_timeout = all.length < USUAL ? undefined : IDLE_SECONDS;
    const sql = postgres(databaseUrl, { ...options, max: 1, idle_timeout });
    all.push(sql);
    return sql;
  }

  function wait(): Promise<Sql> {
    return new Promise((resolve) => {
      const impatience = setTimeout(() => all.length < MOST && accept(open()), PATIENCE_MILLISECONDS);
      function accept(sql: Sql): void {
        clearTimeout(impatience);
        waiting.delete(accept);
        resolve(sql);
      }
      waiting.add(accept);
    });
  }

  function giveBack(sql: Sql): void {
    const [next] = waiting;
    if (next) next(sql);
    else free.push(sql);
  }

  /** A client whose connection was lost loses what it is given before it has heard of it all; nothing is given to it any more. */
  function replace(sql: Sql): Sql {
    all.splice(all.indexOf(sql), 1);
    sql.end({ timeout: 0 }).catch(() => {});
    return open();
  }

  return {
    async use(work) {
      const sql = free.pop() ?? (all.length < USUAL ? open() : await wait());
      let isConnected = true;
      try {
        return await work(sql);
      } catch (error) {
        isConnected = error instanceof postgres.PostgresError && error.severity !== 'FATAL';
        throw error;
      } finally {
        giveBack(isConnected ? sql : replace(sql));
      }
    },
    close: async () => {
      await Promise.all(all.map((sql) => sql.end({ timeout: 5 })));
    },
  };
}
