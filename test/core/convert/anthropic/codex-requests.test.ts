import { describe, expect, it } from 'vitest';
import { converted, lossesOf } from '../../../support/convert/converted-request.ts';

const text = (said: string) => ({ type: 'text', text: said });

describe("Codex's requests on a channel of Anthropic", () => {
  const codex = (body: object) =>
    converted(
      'openai-responses',
      'anthropic',
      { input: 'hi', ...body },
      { quirks: { addsCacheMarks: false } },
    );

  it('make a function of a freeform tool and keep its grammar (pitfall 19)', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: "x"' };
    const written = codex({
      tools: [{ type: 'custom', name: 'apply_patch', description: 'Patches.', format }],
    });
    const [tool] = written.body['tools'] as { description: string; input_schema: object }[];
    expect(tool?.description).toBe(
      'Patches.\n\nThe input must follow this grammar (lark):\nstart: "x"',
    );
    expect(tool?.input_schema).toMatchObject({ required: ['input'] });
    expect(written.names.get('apply_patch')).toEqual({
      name: 'apply_patch',
      namespace: null,
      isFreeform: true,
    });
  });

  it('flatten namespaces into names that are unlike each other (pitfall 18)', () => {
    const inner = {
      type: 'function',
      name: 'find',
      parameters: { type: 'object', properties: {} },
    };
    const written = codex({
      tools: [
        { type: 'namespace', name: 'a', description: '', tools: [inner] },
        { type: 'namespace', name: 'b', description: '', tools: [inner] },
        { ...inner, name: 'a__find' },
      ],
    });
    const names = (written.body['tools'] as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['a__find', 'b__find', 'a__find_2']);
    expect(written.names.get('b__find')).toEqual({
      name: 'find',
      namespace: 'b',
      isFreeform: false,
    });
  });

  it('drop encrypted reasoning of OpenAI (pitfalls 28, 39)', () => {
    const reasoning = {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'why' }],
      encrypted_content: 'E',
    };
    const message = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'a' }],
    };
    const user = { type: 'message', role: 'user', content: 'hi' };
    const written = codex({ input: [user, reasoning, message, user] });
    expect(JSON.stringify(written.body)).not.toMatch(/why|"E"/);
    expect(lossesOf(written)).toContain('hint thinking openai-responses');
  });
});

describe("Anthropic's thinking in the history of another client", () => {
  it('comes back byte for byte, also with an empty text, and takes no cache mark (pitfalls 29, 30)', () => {
    const signature = 'Eq0BCkYIBBgCKkD+/==';
    const thought = (summary: object[]) => ({
      type: 'reasoning',
      summary,
      encrypted_content: `ccload.1.anthropic.${signature}`,
    });
    const user = { type: 'message', role: 'user', content: 'hi' };
    const words = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'a' }],
    };
    const { body } = converted('openai-responses', 'anthropic', {
      input: [user, thought([]), thought([{ type: 'summary_text', text: 'why' }]), words, user],
    });
    expect((body['messages'] as { content: object[] }[])[1]?.content).toEqual([
      { type: 'thinking', thinking: '', signature },
      { type: 'thinking', thinking: 'why', signature },
      text('a'),
    ]);
  });
});
