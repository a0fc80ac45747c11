import type { MysqlPool, MysqlPoolConnection } from 'kysely';
import type { Pool, PoolConnection } from 'mysql2';
import { classifyDatabaseError, PoolBusy } from './database-errors.ts';

export interface PoolLimits {
  /** Longest wait for a free connection, in milliseconds; mysql2 itself would wait for ever. */
  readonly acquireMs: number;
  /** Requests that may wait for a connection at once; one more is turned away without waiting. */
  readonly waitingMax: number;
  /** Longest wait for the answer to one statement, in milliseconds. */
  readonly statementMs: number;
}

/**
 * A mysql2 pool that survives a change of the primary.
 *
 * Behind a proxy that follows the primary, a connection keeps leading to the member it was opened to. When that
 * member steps down, it refuses writes but stays connected, and a plain pool would hand it out again and again. Here
 * the first such refusal throws away that connection and every connection older than it.
 *
 * @param sessionSettings a statement that each new connection runs before its first use
 */
export function steadyPool(pool: Pool, limits: PoolLimits, sessionSettings: string): MysqlPool {
  /** Counts the times that a connection turned out to lead nowhere. Older ones are not handed out again. */
  let generation = 0;
  const generationOf = new WeakMap<PoolConnection, number>();
  let waiting = 0;

  // An idle connection that breaks emits an error; mysql2 drops it from the pool by itself, and the listener only
  // keeps a second error on the same connection from ending the process.
  pool.on('connection', (connection) => connection.on('error', () => {}));

  return {
    getConnection(callback) {
      acquire().then(
        (connection) => callback(undefined, watch(connection)),
        (error: unknown) => callback(error, undefined as never),
      );
    },
    end: (callback) => pool.end(callback),
  };

  async function acquire(): Promise<PoolConnection> {
    if (waiting >= limits.waitingMax) throw new PoolBusy(`${waiting} requests wait for a database connection already`);
    waiting += 1;
    try {
      return await takeCurrent(Date.now() + limits.acquireMs);
    } finally {
      waiting -= 1;
    }
  }

  async function takeCurrent(deadline: number): Promise<PoolConnection> {
    // Each round destroys one old connection, so there are at most as many rounds as the pool has connections.
    for (;;) {
      const connection = await takeFrom(pool, deadline);
      const openedIn = generationOf.get(connection);
      if (openedIn === generation) return connection;
      if (openedIn === undefined) return await prepare(connection);
      connection.destroy();
    }
  }

  async function prepare(connection: PoolConnection): Promise<PoolConnection> {
    const openedIn = generation;
    await new Promise<void>((resolve, reject) => {
      connection.query({ sql: sessionSettings, timeout: limits.statementMs }, (error) => {
        if (error === null) return resolve();
        connection.destroy();
        reject(error);
      });
    });
    generationOf.set(connection, openedIn);
    return connection;
  }

  function watch(connection: PoolConnection): MysqlPoolConnection {
    let broken: Error | undefined;
    return {
      config: connection.config,
      threadId: connection.threadId,
      connect: (callback) => connection.connect((error) => callback?.(error)),
      destroy: () => connection.destroy(),
      release: () => {
        if (broken === undefined) connection.release();
      },
      query(sql, values, callback) {
        const statement = { sql, values, timeout: limits.statementMs };
        if (callback === undefined) return connection.query(statement) as never;
        // A rollback sent after a time-out would wait behind the statement that never ends. Closing the connection
        // has rolled the transaction back already, so the first error is the answer to everything that follows.
        if (broken !== undefined) {
          callback(broken, undefined as never);
          return undefined as never;
        }
        return connection.query(statement, (error, result) => {
          if (error !== null && classifyDatabaseError(error) === 'connection') {
            broken = error;
            if (generationOf.get(connection) === generation) generation += 1;
            connection.destroy();
          }
          callback(error, result as never);
        }) as never;
      },
    };
  }
}

/** A connection of the pool, or PoolBusy at the deadline; one that arrives later goes straight back. */
function takeFrom(pool: Pool, deadline: number): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    let late = false;
    const giveUp = () => {
      late = true;
      reject(new PoolBusy('no database connection came free in time'));
    };
    const timer = setTimeout(giveUp, Math.max(0, deadline - Date.now()));
    pool.getConnection((error, connection) => {
      clearTimeout(timer);
      if (error !== null) return reject(error);
      if (late) return connection.release();
      resolve(connection);
    });
  });
}
