import { expect, it } from 'vitest';
import {
  isReasoningModel,
  openAiEffort,
} from '../../../../main/core/convert/responses/reasoning-model.ts';

it.each([
  ['gpt-5', true],
  ['openai/gpt-5.4-mini', true],
  ['o3-mini', true],
  ['codex-mini-latest', true],
  ['gpt-10', true],
  ['gpt-4o', false],
  ['gpt-5-chat-latest', false],
  ['claude-opus-5', false],
  ['foo3', false],
])('%s thinks: %j', (model, expected) => {
  expect(isReasoningModel(model)).toBe(expected);
});

it.each([
  ['gpt-5', ['minimal', 'minimal', 'medium', 'high']],
  ['gpt-5.1', ['none', 'low', 'medium', 'high']],
  ['gpt-5.4', ['none', 'low', 'medium', 'xhigh']],
  ['gpt-6', ['none', 'low', 'medium', 'xhigh']],
  ['gpt-5-codex', ['low', 'low', 'medium', 'high']],
  ['gpt-5.1-codex-max', ['low', 'low', 'medium', 'xhigh']],
  ['o3', ['low', 'low', 'medium', 'high']],
])(
  '%s is asked for no, minimal, medium and the most effort as %j (pitfall 33)',
  (model, expected) => {
    const asked = (['none', 'minimal', 'medium', 'max'] as const).map((effort) =>
      openAiEffort(effort, model),
    );
    expect(asked).toEqual(expected);
  },
);
