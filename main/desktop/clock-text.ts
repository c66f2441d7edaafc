import type { Language } from './tray-model.ts';

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };

/** A time of day: `14:32`; with the day when it is another one than today. */
export function clockText(at: number, now: number, zone: string, language: Language): string {
  const locale = LOCALES[language];
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: zone });
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  });
  const time = clock.format(at);
  return day.format(at) === day.format(now) ? time : `${day.format(at)} ${time}`;
}
