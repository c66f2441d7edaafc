import type { buildConnector } from 'undici';

/** Requests sent on a connection so far. */
const sentOn = new WeakMap<object, number>();
/** Errors of connections that had served an earlier request. */
const staleErrors = new WeakSet<Error>();

/** True for the loss of a connection that had been kept alive: the upstream may simply have closed it meanwhile. */
export function isStaleConnection(error: Error): boolean {
  return staleErrors.has(error);
}

/** Subscribed to `undici:client:sendHeaders`. */
export function countSent(message: unknown): void {
  const { socket } = message as { socket: object };
  sentOn.set(socket, (sentOn.get(socket) ?? 0) + 1);
}

/** Marks the errors of its connections once these have been used before. */
export function markingStale(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      // Added before undici's own listener, so the error is marked when undici hands it to the attempt.
      socket.on('error', (lost: Error) => {
        if ((sentOn.get(socket) ?? 0) > 1) staleErrors.add(lost);
      });
      callback(null, socket);
    });
  };
}
