import net from 'node:net';

/** Sends these bytes on a connection of their own and resolves with all that comes back until it closes. */
export function sendRaw(port: number, bytes: string | Buffer, end = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The answer may have arrived before the connection was reset.
      if (chunks.length > 0) resolve(Buffer.concat(chunks).toString());
      else reject(error);
    });
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString());
    });
    socket.write(bytes);
    if (end) socket.end();
  });
}

export function statusOf(raw: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(raw)?.[1]);
}
