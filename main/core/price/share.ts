/** Largest number every integer up to which is exact. */
const MAX_EXACT = Number.MAX_SAFE_INTEGER;

export const MILLION = 1_000_000;

/**
 * `amount × millionths / 1 000 000` as an integer, half a unit rounded up. All of them are whole and not
 * negative. BigInt only where the product is too large to be exact.
 */
export function share(amount: number, millionths: number): number {
  const product = amount * millionths;
  if (product <= MAX_EXACT - MILLION) {
    const rest = product % MILLION;
    return (product - rest) / MILLION + (rest * 2 >= MILLION ? 1 : 0);
  }
  return Number((BigInt(amount) * BigInt(millionths) + 500_000n) / 1_000_000n);
}

/** A factor such as 1.25 in whole millionths. */
export function inMillionths(factor: number): number {
  return Math.round(factor * MILLION);
}
