import type { UpstreamAnswer } from './upstream-answer.ts';
import type { WireRequest } from './wire-request.ts';

/** How the request of a client's socket reaches an upstream that has sockets, too. */
export type SocketWay = {
  /**
   * Sends the request; what comes back, and be it an error, comes through `answer` as it would over HTTP.
   * `isAltered`: something was taken out of it, so the upstream must not take the client's earlier words for it.
   * `overHttp` sends it there instead, for the same answer.
   */
  dispatch(
    request: WireRequest,
    isAltered: boolean,
    answer: UpstreamAnswer,
    overHttp: () => void,
  ): void;
};
