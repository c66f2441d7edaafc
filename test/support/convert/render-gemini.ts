import type { EventData } from '../good-streams.ts';
import { pieces, type AnswerScript, type ScriptPart } from './answer-script.ts';
import type { Dice } from './dice.ts';

const FINISH = { end: 'STOP', toolCalls: 'STOP', maxTokens: 'MAX_TOKENS' };

export function renderGemini(script: AnswerScript, dice: Dice): EventData[] {
  const { input, cached, output, reasoning } = script.usage;
  const usageMetadata = {
    promptTokenCount: input,
    cachedContentTokenCount: cached,
    candidatesTokenCount: output - reasoning,
    thoughtsTokenCount: reasoning,
    totalTokenCount: input + output,
  };
  const chunk = (parts: readonly object[], more: object = {}): EventData => ({
    candidates: [{ index: 0, content: { role: 'model', parts }, ...more }],
    usageMetadata,
    modelVersion: 'gemini-3-pro',
    responseId: `answer-${script.id}`,
  });
  const parts = script.parts.flatMap((part) => partsOf(part, dice));
  const chunks: EventData[] = [];
  for (let at = 0; at < parts.length;) {
    const size = 1 + dice.below(2);
    chunks.push(chunk(parts.slice(at, at + size)));
    at += size;
  }
  return [...chunks, chunk([{ text: '' }], { finishReason: FINISH[script.stop] })];
}

function partsOf(part: ScriptPart, dice: Dice): object[] {
  switch (part.kind) {
    case 'thinking':
      return pieces(dice, part.text).map((text) => ({ text, thought: true }));
    case 'text':
      return pieces(dice, part.text).map((text) => ({ text }));
    case 'call': {
      const { id, name, input } = part;
      const signed = dice.chance(0.3) ? { thoughtSignature: 'c2lnbmVk' } : {};
      return [{ functionCall: { id, name, args: input }, ...signed }];
    }
  }
}
