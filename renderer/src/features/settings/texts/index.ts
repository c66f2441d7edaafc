import type { SettingName } from '#contracts/settings';
import type { Catalogue, LanguageCode } from '../../../i18n/catalogue.ts';
import { routingTexts } from './routing.ts';
import { cooldownTexts } from './cooldowns.ts';
import { keepingTexts } from './keeping.ts';
import { proxyTexts } from './proxy.ts';

type SettingText = { readonly name: string; readonly hint: string };
type Texts = Readonly<Record<SettingName, SettingText>>;

/** What each setting is called and means. One that nobody described does not compile. */
export const settingNames: Catalogue<Texts> = { en: of('en'), zh: of('zh') };

function of(code: LanguageCode): Texts {
  return {
    ...proxyTexts[code],
    ...routingTexts[code],
    ...cooldownTexts[code],
    ...keepingTexts[code],
  };
}
