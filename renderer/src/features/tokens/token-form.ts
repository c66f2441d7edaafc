import type { ChannelId } from '#contracts/channel';
import type { Limits } from '#contracts/limits';
import type { ChannelRule, TokenDraft, TokenView } from '#contracts/token';

export const LIMIT_FIELDS = [
  'dayUsd',
  'monthUsd',
  'requestsPerMinute',
  'maxConcurrency',
] as const satisfies readonly (keyof Limits)[];

/** A token as it stands in the form: numbers, lines and the moment as they are typed. */
export type TokenForm = {
  name: string;
  limits: Record<keyof Limits, string>;
  models: string;
  channelRule: ChannelRule;
  channelIds: ChannelId[];
  /** Local date and time, as the browser's own field has it. */
  expires: string;
};

export function tokenForm(token: TokenView | null): TokenForm {
  const limits = LIMIT_FIELDS.map((name) => [name, String(token?.limits[name] ?? '')]);
  return {
    name: token?.name ?? '',
    limits: Object.fromEntries(limits) as TokenForm['limits'],
    models: token?.models.join('\n') ?? '',
    channelRule: token?.channelRule ?? 'all',
    channelIds: [...(token?.channelIds ?? [])],
    expires: token?.expiresAt == null ? '' : localMoment(token.expiresAt),
  };
}

/** What is sent. What is no number is left for the program to refuse at its field. */
export function tokenDraft(form: TokenForm): Omit<TokenDraft, 'isEnabled'> {
  const limits = LIMIT_FIELDS.map((name) => {
    const text = form.limits[name].trim();
    return [name, text === '' ? null : Number(text)];
  });
  return {
    name: form.name.trim(),
    limits: Object.fromEntries(limits) as Limits,
    models: form.models
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    channelRule: form.channelRule,
    channelIds: form.channelRule === 'all' ? [] : form.channelIds,
    expiresAt: form.expires === '' ? null : new Date(form.expires).getTime(),
  };
}

/** `2026-01-31T08:30`, in the zone of this machine. */
function localMoment(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
