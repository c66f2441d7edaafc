import type { IncomingMessage } from 'node:http';
import { isDataPath } from '../core/route.ts';
import { Call } from '../proxy/call.ts';
import type { ProxyDeps } from '../proxy/deps.ts';
import { handleRequest } from '../proxy/handle-request.ts';
import { refuseStopped } from '../proxy/refuse-stopped.ts';
import { ResponsesSockets } from '../proxy/responses-socket/sockets.ts';
import type { Doors } from './doors.ts';
import type { RequestHandler } from './listener.ts';
import { RequestIds } from './request-ids.ts';

/** The way of every request to the data plane, whatever it came on. Never rejects. */
type DataPlane = (call: Call) => Promise<void>;

/** Requests that wait are served from now on, and sockets opened. */
export function openDoors(
  proxy: ProxyDeps,
  doors: Doors,
  isProxyOn: () => boolean,
  loadAdmin: () => Promise<RequestHandler>,
): ResponsesSockets {
  const ids = new RequestIds(() => proxy.clock.now());
  const handle = dataPlane(proxy, isProxyOn);
  const sockets = new ResponsesSockets({ proxy, handle, isProxyOn, nextId: () => ids.next() });
  doors.serve(frontDoor(proxy, ids, handle, loadAdmin), sockets);
  return sockets;
}

function dataPlane(deps: ProxyDeps, isProxyOn: () => boolean): DataPlane {
  return (call) => {
    if (!isProxyOn()) {
      refuseStopped(call, deps);
      return Promise.resolve();
    }
    return handleRequest(call, deps).catch((error: unknown) => {
      fail(deps, call.res, `[${call.id}]`, error);
    });
  };
}

/** Every request comes in here and goes to the data plane or to the control plane. */
function frontDoor(
  deps: ProxyDeps,
  ids: RequestIds,
  serve: DataPlane,
  loadAdmin: () => Promise<RequestHandler>,
): RequestHandler {
  return (req, res) => {
    const path = pathOf(req);
    // Claude Code begins with `HEAD /`; every other `/` is a browser's.
    if (isDataPath(path) || (path === '/' && req.method === 'HEAD')) {
      void serve(new Call(ids.next(), req, res, deps.clock.now()));
      return;
    }
    if (req.headers.expect !== undefined) res.writeContinue();
    loadAdmin()
      .then((admin) => {
        admin(req, res);
      })
      .catch((error: unknown) => {
        fail(deps, res, 'admin', error);
      });
  };
}

function pathOf(req: IncomingMessage): string {
  const target = req.url ?? '/';
  const at = target.indexOf('?');
  return at === -1 ? target : target.slice(0, at);
}

/** A bug: the connection ends rather than hang, and the log says why. */
function fail(deps: ProxyDeps, res: { destroy(): unknown }, what: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  deps.log.error(`${what} failed unexpectedly: ${text}`);
  res.destroy();
}
