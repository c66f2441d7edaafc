/** How often a property is tried: seldom with every change, as often as is promised under `npm run fuzz`. */
export function fuzzRuns(everyday: number, promised: number): number {
  return process.env['CCLOAD_FUZZ'] === '1' ? promised : everyday;
}
