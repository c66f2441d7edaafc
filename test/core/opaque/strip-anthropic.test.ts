import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looseJson, looseness } from '../../support/loose-json.ts';
import { stripped, strippedAll } from './strip-cases.ts';

type Block = { type: string; [member: string]: unknown };
type Message = { role: string; content: string | Block[] };

const thinking = (signature: string): Block => ({ type: 'thinking', thinking: 'Hm …', signature });
const redacted = (data: string): Block => ({ type: 'redacted_thinking', data });
const text = (said: string): Block => ({ type: 'text', text: said });
const call: Block = {
  type: 'tool_use',
  id: 'toolu_1',
  name: 'Read',
  input: { signature: 'foreign' },
};
const result: Block = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'done' };
const user = (...content: Block[]): Message => ({ role: 'user', content });
const assistant = (...content: Block[]): Message => ({ role: 'assistant', content });

function body(messages: readonly Message[], members: object = {}): object {
  return { model: 'claude', ...members, messages, max_tokens: 9 };
}

function after(request: object): unknown {
  return stripped('anthropic', JSON.stringify(request)).value;
}

describe('thinking blocks of another account', () => {
  it('go as a whole, and nothing else does', () => {
    const request = body([
      user(text('"signature":"foreign"')),
      assistant(thinking('foreign-1'), text('a'), redacted('foreign-2'), thinking('own-1'), call),
      user(result),
    ]);
    const one = stripped('anthropic', JSON.stringify(request));
    expect(one.count).toBe(2);
    expect(one.value).toEqual(
      body([
        user(text('"signature":"foreign"')),
        assistant(text('a'), thinking('own-1'), call),
        user(result),
      ]),
    );
  });

  it('take their message with them when it held nothing else', () => {
    const request = body([
      user(text('a')),
      assistant(thinking('foreign-1')),
      user(text('b')),
      assistant(redacted('foreign-2'), thinking('foreign-3')),
      user(text('c')),
    ]);
    expect(after(request)).toEqual(body([user(text('a')), user(text('b')), user(text('c'))]));
  });

  it('leave a body as it came, byte for byte, when they are one’s own or nobody’s', () => {
    const own =
      '{"messages" :[{"role":"assistant","content":[{"type":"thinking","signature":"own"}]}] }';
    expect(stripped('anthropic', own)).toMatchObject({ text: own, count: 0 });
    const none = '{"messages":"signature"}';
    expect(stripped('anthropic', none)).toMatchObject({ text: none, count: 0 });
  });

  it('turn manual thinking off where the last message calls tools and has lost its thinking', () => {
    const loop = [user(text('go')), assistant(thinking('foreign-1'), call), user(result)];
    const manual = { thinking: { type: 'enabled', budget_tokens: 2000 } };
    const lost = [user(text('go')), assistant(call), user(result)];
    expect(after(body(loop, manual))).toEqual(body(lost));
    expect(after(body(loop, { thinking: { type: 'adaptive' } }))).toEqual(
      body(lost, { thinking: { type: 'adaptive' } }),
    );
  });

  it('keep it off as long as the loop goes on, which the new account began without thinking', () => {
    const manual = { thinking: { type: 'enabled', budget_tokens: 2000 } };
    const loop = [
      user(text('go')),
      assistant(thinking('foreign-1'), call),
      user(result),
      assistant(call),
      user(result),
    ];
    const lost = [user(text('go')), assistant(call), user(result), assistant(call), user(result)];
    expect(after(body(loop, manual))).toEqual(body(lost));
  });

  it('leave manual thinking on where the last assistant message still begins with it', () => {
    const manual = { thinking: { type: 'enabled', budget_tokens: 2000 } };
    const turns = [
      user(text('go')),
      assistant(thinking('foreign-1'), text('a')),
      user(text('on')),
      assistant(thinking('own-1'), call),
      user(result),
    ];
    const kept = turns.with(1, assistant(text('a')));
    expect(after(body(turns, manual))).toEqual(body(kept, manual));
    const answered = [
      user(text('go')),
      assistant(thinking('foreign-1'), text('a')),
      user(text('on')),
    ];
    expect(after(body(answered, manual))).toEqual(
      body([user(text('go')), assistant(text('a')), user(text('on'))], manual),
    );
  });

  it('take the rule of context management with thinking that is refused without it', () => {
    const loop = [user(text('go')), assistant(thinking('foreign-1'), call), user(result)];
    const lost = [user(text('go')), assistant(call), user(result)];
    const about = { type: 'clear_thinking_20251015', keep: 'all' };
    const other = { type: 'clear_tool_uses_20250919' };
    const manual = { thinking: { type: 'enabled', budget_tokens: 2000 } };
    expect(after(body(loop, { ...manual, context_management: { edits: [about] } }))).toEqual(
      body(lost),
    );
    expect(after(body(loop, { context_management: { edits: [about, other] }, ...manual }))).toEqual(
      body(lost, { context_management: { edits: [other] } }),
    );
  });

  it('all go when forced, also those without any signature', () => {
    const bare = { type: 'thinking', thinking: 'x' };
    const request = body([
      user(text('a')),
      assistant(bare, text('b')),
      assistant(thinking('own'), call),
    ]);
    const one = strippedAll('anthropic', JSON.stringify(request));
    expect(one.count).toBe(2);
    expect(one.value).toEqual(body([user(text('a')), assistant(text('b')), assistant(call)]));
  });

  it.each([
    '[1',
    '{"messages":[{"content":[{"type":"thinking" "signature":"foreign"}]}]}',
    '{"messages":[7]}',
  ])('are not looked for in what is malformed: %s', (malformed) => {
    const bytes = Buffer.from(malformed);
    expect(() => strippedAll('anthropic', malformed)).not.toThrow(TypeError);
    expect(bytes.toString()).toBe(malformed);
  });
});

const anyBlock = fc.oneof(
  fc.constantFrom('foreign-1', 'foreign/2+=', 'own-1', 'own/2').map(thinking),
  fc.constantFrom('foreign-3', 'own-3').map(redacted),
  fc.string().map(text),
  fc.constant(call),
);
const anyMessage = fc.oneof(
  fc.array(anyBlock, { maxLength: 5 }).map((blocks) => assistant(...blocks)),
  fc.constant(user(result)),
  fc.string().map((said): Message => ({ role: 'user', content: said })),
);

describe('a request of any form', () => {
  it('means afterwards what it meant, without the foreign blocks', () => {
    const requests = fc.tuple(fc.array(anyMessage, { maxLength: 6 }), looseness);
    fc.assert(
      fc.property(requests, ([messages, how]) => {
        const request = body(messages);
        const expected = messages.flatMap((message) => {
          if (typeof message.content === 'string') return [message];
          const content = message.content.filter((block) => !isForeign(block));
          const isGone = content.length === 0 && message.content.length > 0;
          return isGone ? [] : [{ ...message, content }];
        });
        const one = stripped('anthropic', looseJson(request, how));
        expect(one.value).toEqual(body(expected));
        expect(one.count).toBe(
          messages
            .flatMap(({ content }) => (typeof content === 'string' ? [] : content))
            .filter(isForeign).length,
        );
      }),
      { numRuns: 300 },
    );
  });
});

function isForeign({ type, signature, data }: Block): boolean {
  const token = type === 'thinking' ? signature : type === 'redacted_thinking' ? data : '';
  return typeof token === 'string' && token.startsWith('foreign');
}
