import type { SettingView } from '#contracts/settings';

/** Units in which a number is edited, ascending, by how many of the stored unit each has. */
const SIZES = {
  ms: { ms: 1, s: 1000, min: 60_000, h: 3_600_000 },
  bytes: { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
} as const;

export type UnitName = keyof (typeof SIZES)['ms'] | keyof (typeof SIZES)['bytes'];
export type Quantity = { readonly amount: number; readonly unit: UnitName };

type Scaled = keyof typeof SIZES;

export function isScaled(unit: SettingView['unit']): unit is Scaled {
  return unit === 'ms' || unit === 'bytes';
}

export function unitsOf(unit: Scaled): readonly UnitName[] {
  return Object.keys(SIZES[unit]) as UnitName[];
}

/** In the largest unit in which it is a whole number. Nothing is most easily raised in the unit people think in. */
export function quantityOf(value: number, unit: Scaled): Quantity {
  if (value === 0) return { amount: 0, unit: unit === 'ms' ? 's' : 'MiB' };
  const fitting = (Object.entries(SIZES[unit]) as [UnitName, number][]).findLast(
    ([, size]) => value % size === 0,
  );
  const [name, size] = fitting ?? [unit === 'ms' ? 'ms' : 'B', 1];
  return { amount: value / size, unit: name };
}

export function valueOf({ amount, unit }: Quantity): number {
  const sizes: Readonly<Record<string, number>> = { ...SIZES.ms, ...SIZES.bytes };
  return Math.round(amount * (sizes[unit] ?? 1));
}

/** Lines or words between commas, without what is empty. */
export function listOf(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((part) => part.trim())
    .filter(Boolean);
}
