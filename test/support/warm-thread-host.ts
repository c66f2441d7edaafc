import { parentPort, type MessagePort } from 'node:worker_threads';

/** A job for a warm thread: the module whose `serve` is handed the port. */
type Job = { readonly server: string; readonly port: MessagePort; readonly workerData: unknown };
type Server = { readonly serve: (port: MessagePort, workerData: unknown) => void };

parentPort?.on('message', ({ server, port, workerData }: Job) => {
  // A rejection ends the thread, as it would end one of its own.
  void (import(server) as Promise<Server>).then(({ serve }) => {
    serve(port, workerData);
    // Without a listener a thread of its own would end here.
    if (port.listenerCount('message') === 0) port.close();
  });
});
