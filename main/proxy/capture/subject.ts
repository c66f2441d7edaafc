import type { Protocol } from '../../contracts/protocol.ts';
import type { TokenId } from '../../contracts/token.ts';
import type { RequestBody } from '../read-body.ts';

/** What of an admitted request is captured, or decides whether it is. */
export type Subject = {
  readonly route: { readonly protocol: Protocol };
  readonly token: { readonly id: TokenId } | null;
  readonly facts: { readonly model: string | null };
  readonly body: RequestBody;
};

/** What an upstream is sent. */
export type Sent = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: Buffer | null;
};
