import type { ConversionLoss } from '#contracts/record';

/** What a conversion left out, in the stable names of the record: `hosted-tool (web_search_20250305), top-k`. */
export function lossText(losses: readonly ConversionLoss[]): string {
  return losses
    .map(({ name, detail }) => (detail === null ? name : `${name} (${detail})`))
    .join(', ');
}
