import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdmin } from '../../main/admin/create-admin.ts';
import type { AdminDeps } from '../../main/admin/deps.ts';

type Sent = {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

type Received = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** The control plane behind a real `node:http` server on a free port of this machine. */
export async function serveAdmin(deps: AdminDeps) {
  const listener = createAdmin(deps);
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  /** Resolves with the head; the body is the caller's to read or leave. */
  function open({ method = 'GET', path, headers = {}, body }: Sent): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false });
      sent.on('response', resolve);
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async function call(sent: Sent): Promise<Received> {
    const answer = await open(sent);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: Buffer.concat(chunks),
    };
  }

  return {
    port,
    listener,
    open,
    call,
    async close() {
      listener.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type AdminServer = Awaited<ReturnType<typeof serveAdmin>>;
