import type { AnswerFacts, WriteFacts } from '../../main/core/convert/codec.ts';
import type { AnswerPart, InnerAnswer, InnerEvent } from '../../main/core/convert/inner/answer.ts';
import type { ThinkingPart, ToolCallPart } from '../../main/core/convert/inner/parts.ts';
import { NO_QUIRKS } from '../../main/core/convert/inner/quirks.ts';
import { EMPTY_REQUEST, textPart } from '../../main/core/convert/inner/reading.ts';
import type { FunctionTool, InnerRequest } from '../../main/core/convert/inner/request.ts';
import { eventsOf } from '../../main/core/convert/inner/take-apart.ts';

/** Values of the inner form for tests that care about a few of their members. */

export function innerRequest(changes: Partial<InnerRequest> = {}): InnerRequest {
  return { ...EMPTY_REQUEST, protocol: 'anthropic', ...changes };
}

export function writeFacts(changes: Partial<WriteFacts> = {}): WriteFacts {
  return { quirks: NO_QUIRKS, model: 'm', isStreaming: true, ...changes };
}

export function answerFacts(changes: Partial<AnswerFacts> = {}): AnswerFacts {
  return {
    seed: 's1',
    nowMs: 1_764_000_000_000,
    model: 'asked',
    request: innerRequest(),
    framing: 'sse',
    ...changes,
  };
}

export function toolCall(changes: Partial<ToolCallPart> = {}): ToolCallPart {
  return {
    kind: 'toolCall',
    id: 'c1',
    name: 'look',
    namespace: null,
    arguments: { kind: 'text', text: '{"at":"é"}' },
    isFreeform: false,
    signature: null,
    cache: null,
    ...changes,
  };
}

export function functionTool(changes: Partial<FunctionTool> = {}): FunctionTool {
  return {
    kind: 'function',
    name: 'look',
    namespace: null,
    description: null,
    schema: null,
    isStrict: null,
    cache: null,
    ...changes,
  };
}

export function thinking(text: string, changes: Partial<ThinkingPart> = {}): ThinkingPart {
  return { kind: 'thinking', text, signature: null, isRedacted: false, ...changes };
}

export function innerAnswer(
  parts: readonly AnswerPart[],
  changes: Partial<InnerAnswer> = {},
): InnerAnswer {
  const stop = parts.some(({ kind }) => kind === 'toolCall') ? 'toolCalls' : 'end';
  return { id: 'a1', model: 'sent', parts, stop, stopSequence: null, usage: null, ...changes };
}

export function streamOf(
  parts: readonly AnswerPart[],
  changes: Partial<InnerAnswer> = {},
): readonly InnerEvent[] {
  return eventsOf(innerAnswer(parts, changes));
}

export const text = textPart;
