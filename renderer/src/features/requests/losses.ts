import type { ConversionLoss } from '#contracts/record';
import type { Language } from '../../i18n/language.svelte.ts';
import { lossTexts } from './texts/losses.ts';

/** What a conversion left out: `a tool that the service runs itself (web_search_20250305), top-k`. */
export function lossText(losses: readonly ConversionLoss[], language: Language): string {
  const names: Readonly<Record<string, string>> = language.of(lossTexts);
  const isChinese = language.code === 'zh';
  return losses
    .map(({ name, detail }) => {
      const what = names[name] ?? name;
      if (detail === null) return what;
      return isChinese ? `${what}（${detail}）` : `${what} (${detail})`;
    })
    .join(isChinese ? '、' : ', ');
}
