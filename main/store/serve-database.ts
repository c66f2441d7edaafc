import type { MessagePort } from 'node:worker_threads';
import { Connection } from './connection.ts';
import { toWireError } from './wire-error.ts';
import type { WorkerAnswer, WorkerRequest, WorkerStart } from './worker-messages.ts';

/**
 * What a database thread does. better-sqlite3 is synchronous; here it may be, because nothing else
 * runs in this thread. It ends when it is told to, never from outside: terminating a thread in the
 * middle of a native call can take the process with it.
 */
export function serve(port: MessagePort, start: WorkerStart): void {
  const answer = (message: WorkerAnswer): void => port.postMessage(message);

  let connection: Connection;
  try {
    connection = Connection.open(start);
  } catch (error) {
    answer({ isOk: false, error: toWireError(error, start.file, true) });
    return;
  }
  answer({ isOk: true, value: null });

  port.on('message', (request: WorkerRequest) => {
    try {
      answer({ isOk: true, value: perform(connection, request) });
    } catch (error) {
      answer({ isOk: false, error: toWireError(error, start.file, false) });
    }
    // A port with a listener keeps its thread alive.
    if (request.kind === 'close') port.close();
  });
}

function perform(connection: Connection, request: WorkerRequest): unknown {
  switch (request.kind) {
    case 'execute':
      return connection.execute(request.sql, request.params);
    case 'batch':
      return connection.batch(request.parts);
    case 'shrink':
      return connection.shrink(request.pages);
    case 'begin':
      return connection.begin();
    case 'commit':
      return connection.commit();
    case 'rollback':
      return connection.rollback();
    case 'close':
      return connection.close();
  }
}
