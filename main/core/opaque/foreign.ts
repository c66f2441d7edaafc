import type { ChannelId, KeyId } from '../../contracts/channel.ts';
import type { Protocol } from '../../contracts/protocol.ts';

/** A channel and one of its keys: who may have minted a token. */
export type Account = { readonly channelId: ChannelId; readonly keyId: KeyId };

/** What is known of a token: who minted it, or, of one that nobody known minted, who has refused it. */
export type Provenance = Account & { readonly isRefused: boolean };

/**
 * Whether an upstream would refuse a token of this provenance. OpenAI's encrypted content is bound to the organisation,
 * and several keys of a channel mostly belong to several. Anthropic's and Google's signatures are verified by the
 * service as a whole: with another key of the same channel they hold (Anthropic leaves those of other organisations out
 * by itself), while another channel may be another vendor altogether.
 */
export function isForeignTo(account: Account, provenance: Provenance, protocol: Protocol): boolean {
  const isSameAccount =
    account.channelId === provenance.channelId &&
    (protocol !== 'openai-responses' || account.keyId === provenance.keyId);
  return provenance.isRefused ? isSameAccount : !isSameAccount;
}
