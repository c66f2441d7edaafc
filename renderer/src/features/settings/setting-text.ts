import type { SettingView } from '#contracts/settings';
import type { Language } from '../../i18n/language.svelte.ts';
import { isScaled, quantityOf } from './quantity.ts';
import { choiceText, settingsTexts } from './texts/frame.ts';

/** A value of a setting, as it is read. */
export function valueText(view: SettingView, value: SettingView['value'], language: Language) {
  const t = language.of(settingsTexts);
  if (typeof value === 'boolean') return value ? t.on : t.off;
  if (typeof value === 'string') return choiceText(t, value);
  if (typeof value === 'number') return numberText(view.unit, value, language);
  if (value.length === 0) return t.none;
  return value
    .map((one) =>
      typeof one === 'object' ? `${one.priority} → ${choiceText(t, one.balancing)}` : String(one),
    )
    .join(', ');
}

/** Without a unit where there is none. */
export function unitText(unit: SettingView['unit'], language: Language): string {
  const t = language.of(settingsTexts);
  if (unit === 'percent') return '%';
  return unit === 'days' ? t.days : unit === 'hours' ? t.hours : '';
}

function numberText(unit: SettingView['unit'], value: number, language: Language): string {
  if (isScaled(unit)) {
    const quantity = quantityOf(value, unit);
    return `${language.format.count(quantity.amount)} ${quantity.unit}`;
  }
  return [language.format.count(value), unitText(unit, language)].filter(Boolean).join(' ');
}

/** Why a number cannot be taken; null when it can. */
export function numberFault(view: SettingView, value: number, language: Language): string | null {
  const t = language.of(settingsTexts);
  if (!Number.isFinite(value)) return t.notNumber;
  const { min, max } = view;
  const isInside = (min === null || value >= min) && (max === null || value <= max);
  if (isInside || min === null || max === null) return isInside ? null : t.notNumber;
  return t.between(numberText(view.unit, min, language), numberText(view.unit, max, language));
}
