import { describe, expect, it } from 'vitest';
import { namedModels, PriceAhead } from '../../main/app/price-ahead.ts';
import type { PriceQuestion } from '../../main/metering/prices/catalogue.ts';
import { ChannelBook } from '../../main/state/channel-book.ts';
import { aChannel } from '../support/channel-builder.ts';
import { ManualClock } from '../support/manual-clock.ts';

function aModel(name: string, upstreamNames: readonly string[] = [], isEnabled = true) {
  return { name, upstreamNames, isEnabled };
}

describe('prices that are looked up ahead', () => {
  it('are those of the names that upstreams are sent', () => {
    const models = [
      aModel('a'),
      aModel('b', ['b-1', 'b-2']),
      aModel('off', [], false),
      aModel('gpt-*'),
    ];
    const sent = (channel: Partial<ReturnType<typeof aChannel>>) => [
      ...new Set(namedModels([aChannel(1, { models, ...channel })]).map(({ model }) => model)),
    ];
    expect(sent({})).toEqual(['a', 'b-1', 'b-2']);
    expect(sent({ modelOverride: 'only' })).toEqual(['only']);
    expect(sent({ isEnabled: false })).toEqual([]);
  });

  it('are asked for at the upstream and at any, once the program has nothing to start any more', () => {
    const clock = new ManualClock(7);
    const channels = new ChannelBook();
    const asked: PriceQuestion[] = [];
    const ahead = new PriceAhead(channels, (question) => (asked.push(question), null), clock);
    ahead.start();
    channels.replaceAll([aChannel(1, { models: [aModel('a')] })]);
    expect(asked).toEqual([]);
    clock.advance(3000);
    const origins = asked.map(({ origin }) => origin);
    expect(origins).toContain(null);
    expect(origins).toHaveLength(2);
    expect(asked[0]).toMatchObject({ model: 'a', at: 3007 });
    ahead.stop();
    channels.replaceAll([]);
    clock.advance(3000);
    expect(asked).toHaveLength(2);
  });
});
