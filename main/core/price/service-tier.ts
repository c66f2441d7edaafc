import type { Usage } from '../../contracts/usage.ts';

type Surcharge = {
  readonly name: string;
  /** What becomes of every price, in millionths. */
  readonly millionths: number;
};

/**
 * What a service tier or a speed makes of the list prices; null when nothing, or nothing we know of.
 * OpenAI sells `flex` at half and `priority` at double the price (2.5 times from GPT-5.5 on), both vendors run
 * batches at half, and Anthropic's fast mode costs twice as much (six times on Opus 4.6 and 4.7).
 */
export function surchargeOf(
  { serviceTier, speed }: Pick<Usage, 'serviceTier' | 'speed'>,
  model: string,
): Surcharge | null {
  const isClaude = /claude/i.test(model);
  if (speed === 'fast' && isClaude) {
    return { name: 'fast', millionths: /opus-4[-.][67]/i.test(model) ? 6_000_000 : 2_000_000 };
  }
  switch (serviceTier?.toLowerCase() ?? '') {
    case 'flex':
    case 'batch':
      return { name: serviceTier ?? '', millionths: 500_000 };
    case 'priority': {
      // Anthropic's priority tier is paid by contract; its tokens have no other list price.
      if (isClaude) return null;
      const isLater = /gpt-5\.(?:[5-9]|\d\d)/i.test(model);
      return { name: 'priority', millionths: isLater ? 2_500_000 : 2_000_000 };
    }
    default:
      return null;
  }
}
