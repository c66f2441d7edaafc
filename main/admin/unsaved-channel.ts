import type { Channel, ChannelDraft, ChannelId, KeyId, UrlId } from '../contracts/channel.ts';
import { maskSecret } from '../core/redact.ts';

/**
 * A draft as if it were saved, so that it can be tried first. What is new in it gets an id below zero,
 * which no stored thing has; keys named by id alone bring their secrets from the saved channel.
 */
export function unsavedChannel(
  draft: ChannelDraft,
  existing: Channel | null,
  now: number,
): Channel {
  return {
    ...draft,
    id: existing?.id ?? (-1 as ChannelId),
    urls: draft.urls.map((one, index) => ({ ...one, id: one.id ?? (-(index + 1) as UrlId) })),
    keys: draft.keys.map((one, index) => {
      const saved = existing?.keys.find((key) => key.id === one.id);
      const secret = one.secret ?? saved?.secret ?? null;
      return {
        id: one.id ?? (-(index + 1) as KeyId),
        secret,
        mask: secret === null ? (saved?.mask ?? '') : maskSecret(secret),
        note: one.note,
        isEnabled: one.isEnabled,
      };
    }),
    position: existing?.position ?? 0,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  };
}
