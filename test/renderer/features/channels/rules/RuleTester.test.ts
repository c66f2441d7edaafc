import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RuleId, RuleTest } from '#contracts/rule';
import { RuleList } from '../../../../../renderer/src/features/channels/rules/rule-list.svelte.ts';
import RuleTester from '../../../../../renderer/src/features/channels/rules/RuleTester.svelte';
import { draw, english, press, type } from '../../../support/draw.ts';
import { ScriptedClient } from '../../../support/scripted-client.ts';

const TEST: RuleTest = {
  answer: {
    status: 429,
    headers: {},
    text: 'quota',
    protocol: 'anthropic',
    at: null,
    channelName: null,
  },
  matched: { id: 1 as RuleId, name: 'Quota' },
  blame: 'key',
  next: 'failOver',
  until: null,
  misses: [{ id: 2 as RuleId, name: 'Other', why: 'status' }],
};

describe('the tester of rules', () => {
  let server: ScriptedClient;
  let list: RuleList;
  let target: HTMLElement;

  beforeEach(() => {
    server = new ScriptedClient();
    list = new RuleList(server.client);
    target = draw(RuleTester, {
      list,
      channelId: null,
      protocol: 'gemini',
      language: english,
    }).target;
  });

  async function settle(until: () => boolean): Promise<void> {
    for (let i = 0; i < 100 && !until(); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    flushSync();
  }

  const said = () =>
    target.querySelector('[role=status]')?.textContent.replaceAll(/\s+/g, ' ') ?? '';

  it('sends the answer that was typed, in the protocol of the channel, and says who decides', async () => {
    server.give([TEST]);
    const [text = null, headers = null] = target.querySelectorAll('textarea');
    type(text, 'quota');
    type(headers, 'retry-after: 5');
    press(target, 'Try on this answer');
    await settle(() => list.tests !== null);
    expect(server.sent.at(-1)).toEqual({
      answer: { status: 429, headers: { 'retry-after': '5' }, text: 'quota', protocol: 'gemini' },
      channelId: null,
    });
    expect(said()).toContain('“Quota” decides.');
    expect(said()).toContain('“Other”');
    expect(said()).toContain('Nothing cools down.');
  });

  it('says that the built-in table decides where no rule does', async () => {
    server.give([{ ...TEST, matched: null, misses: [] }]);
    press(target, 'Try on the last failures');
    await settle(() => list.tests !== null);
    expect(server.sent.at(-1)).toEqual({ recent: true, channelId: null });
    expect(said()).toContain('No rule matches; the built-in table decides.');
  });

  it('says that nothing has failed yet', async () => {
    server.give([]);
    press(target, 'Try on the last failures');
    await settle(() => list.tests !== null);
    expect(said()).toContain('No answer has failed since the program started.');
  });

  it('tells at its field what is wrong', async () => {
    server.refuse({ 'answer.headers': 'too many headers' });
    press(target, 'Try on this answer');
    await settle(() => list.problem !== null);
    const headers = target.querySelectorAll('textarea')[1];
    expect(headers?.getAttribute('aria-invalid')).toBe('true');
    expect(target.textContent).toContain('too many headers');
  });
});
