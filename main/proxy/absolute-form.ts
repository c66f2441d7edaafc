import type { Dispatcher } from 'undici';
import type { ProxyAddress } from '../core/proxy-url.ts';
import { describeError } from './connection-error.ts';
import { proxyAuthorization } from './http-tunnel.ts';
import { OutboundProxyError } from './outbound-proxy-error.ts';
import { SelfLoopError } from './self-loop-error.ts';
import { isStaleConnection } from './stale-connections.ts';

const PROXY_LOGIN_REQUIRED = 407;

/**
 * Requests to plain http origins are handed to an HTTP proxy whole, with the URL in their first line: many proxies open
 * tunnels to the TLS port alone.
 */
export function inAbsoluteForm(
  origin: string,
  proxy: ProxyAddress,
): Dispatcher.DispatcherComposeInterceptor {
  const login = Object.entries(proxyAuthorization(proxy)).flat();
  return (dispatch) => (options, handler) =>
    dispatch(
      {
        ...options,
        path: origin + options.path,
        headers: [...(options.headers as readonly string[]), ...login],
      },
      new ProxiedAnswer(handler, proxy),
    );
}

/** Passes everything on; what only the proxy can have done, refusing or hanging up, becomes its error. */
class ProxiedAnswer implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #proxy: ProxyAddress;
  #hasAnswered = false;

  constructor(handler: Dispatcher.DispatchHandler, proxy: ProxyAddress) {
    this.#handler = handler;
    this.#proxy = proxy;
  }

  onRequestStart(...args: Parameters<Required<Dispatcher.DispatchHandler>['onRequestStart']>) {
    this.#handler.onRequestStart?.(...args);
  }

  onResponseStart(...args: Parameters<Required<Dispatcher.DispatchHandler>['onResponseStart']>) {
    const [controller, status] = args;
    if (status === PROXY_LOGIN_REQUIRED) {
      const what = 'refused the request: 407 Proxy Authentication Required';
      controller.abort(new OutboundProxyError(this.#proxy, what));
      return;
    }
    this.#hasAnswered = true;
    this.#handler.onResponseStart?.(...args);
  }

  onResponseData(...args: Parameters<Required<Dispatcher.DispatchHandler>['onResponseData']>) {
    this.#handler.onResponseData?.(...args);
  }

  onResponseEnd(...args: Parameters<Required<Dispatcher.DispatchHandler>['onResponseEnd']>) {
    this.#handler.onResponseEnd?.(...args);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error) {
    this.#handler.onResponseError?.(controller, this.#told(error));
  }

  #told(error: Error): Error {
    const isKnown = error instanceof OutboundProxyError || error instanceof SelfLoopError;
    if (isKnown || this.#hasAnswered || isStaleConnection(error)) return error;
    return new OutboundProxyError(this.#proxy, `gave no answer: ${describeError(error)}`);
  }
}
