import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { tallyFor } from '../../usage/tally.ts';
import type { AnswerFacts } from '../codec.ts';
import type { AnswerPart, InnerAnswer } from '../inner/answer.ts';
import { argumentsText } from '../inner/arguments.ts';
import type { Citation, MediaPart, ToolCallPart } from '../inner/parts.ts';
import { textAt } from '../inner/reading.ts';
import { saidIn, type CallPiece, type Said } from './delta.ts';
import { chatStop, readChatStop } from './stop-reasons.ts';
import { ThinkTags } from './think-tags.ts';
import { chatUsage } from './usage.ts';

export function completionId(id: string | null, seed: string): string {
  return id?.startsWith('chatcmpl-') === true ? id : `chatcmpl-${seed}`;
}

/** Where a vendor leaves the id of a call out. */
function madeCallId(seed: string, index: number): string {
  return `call_${seed}_${String(index)}`;
}

export function readChatAnswer(body: JsonObject, facts: AnswerFacts): InnerAnswer | null {
  const [choice] = objectsAt(body, 'choices');
  const message = objectAt(choice ?? null, 'message');
  if (choice === undefined || message === null) return null;
  const tally = tallyFor('openai-chat');
  const usage = objectAt(body, 'usage');
  if (usage !== null) tally.add(usage);
  return {
    id: textAt(body, 'id'),
    model: textAt(body, 'model'),
    parts: partsOf(saidIn(message), facts.seed),
    stop: readChatStop(choice['finish_reason']),
    stopSequence: null,
    usage: tally.counts(),
  };
}

function partsOf(said: Said, seed: string): AnswerPart[] {
  const tags = new ThinkTags();
  const pieces = said.text === '' ? [] : [...tags.push(said.text), ...tags.end()];
  const thoughts = pieces.filter(({ isThinking }) => isThinking).map(({ text }) => text);
  const thinking = [said.thinking, ...thoughts].filter((text) => text !== '').join('\n\n');
  const text = pieces.flatMap((piece) => (piece.isThinking ? [] : [piece.text])).join('');
  const parts: AnswerPart[] = [];
  if (thinking !== '') {
    parts.push({ kind: 'thinking', text: thinking, signature: null, isRedacted: false });
  }
  if (text !== '') parts.push({ kind: 'text', text, cache: null, citations: said.citations });
  if (said.refusal !== '') parts.push({ kind: 'refusal', text: said.refusal });
  parts.push(...said.media, ...said.calls.map((call, index) => callPart(call, seed, index)));
  return parts;
}

export function callPart(call: CallPiece, seed: string, index: number): ToolCallPart {
  return {
    kind: 'toolCall',
    id: call.id ?? madeCallId(seed, index),
    name: call.name ?? '',
    namespace: null,
    arguments: { kind: 'text', text: call.arguments },
    isFreeform: call.isFreeform,
    signature: null,
    cache: null,
  };
}

export function writeChatAnswer(answer: InnerAnswer, facts: AnswerFacts): JsonObject {
  const { parts } = answer;
  const calls = parts.filter((part) => part.kind === 'toolCall');
  const hasRefusal = parts.some(({ kind }) => kind === 'refusal');
  const finish = answer.stop === 'refusal' && hasRefusal ? 'stop' : chatStop(answer.stop);
  const choice = {
    index: 0,
    message: messageOf(parts, calls),
    logprobs: null,
    finish_reason: finish,
  };
  return {
    id: completionId(answer.id, facts.seed),
    object: 'chat.completion',
    created: Math.floor(facts.nowMs / 1000),
    model: answer.model ?? facts.model,
    choices: [choice],
    usage: chatUsage(answer.usage),
  };
}

function messageOf(parts: readonly AnswerPart[], calls: readonly ToolCallPart[]): object {
  const text = writtenText(parts);
  const said = (kind: 'refusal' | 'thinking'): string =>
    parts.flatMap((part) => (part.kind === kind ? [part.text] : [])).join('\n\n');
  const refusal = said('refusal');
  const thinking = said('thinking');
  const citations = parts.flatMap((part) => (part.kind === 'text' ? part.citations : []));
  const images = parts.flatMap((part) => (part.kind === 'media' ? imagesOf(part) : []));
  return {
    role: 'assistant',
    // Clients tell a call from an answer by this null.
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    refusal: refusal === '' ? null : refusal,
    ...(thinking === '' ? {} : { reasoning_content: thinking }),
    ...(citations.length === 0 ? {} : { annotations: citations.map(annotationOf) }),
    ...(images.length === 0 ? {} : { images }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(writtenCall) }),
  };
}

/** Texts that follow each other are one text, cut where something is cited; others are paragraphs. */
function writtenText(parts: readonly AnswerPart[]): string {
  let text = '';
  let last: AnswerPart['kind'] = 'text';
  for (const part of parts) {
    if (part.kind === 'text' && part.text !== '') {
      text += text !== '' && last !== 'text' ? `\n\n${part.text}` : part.text;
    }
    last = part.kind;
  }
  return text;
}

export function writtenCall(call: ToolCallPart): object {
  const { id, name, arguments: given } = call;
  if (call.isFreeform) {
    const input = given.kind === 'text' ? given.text : JSON.stringify(given.value);
    return { id, type: 'custom', custom: { name, input } };
  }
  return { id, type: 'function', function: { name, arguments: argumentsText(given) } };
}

export function annotationOf({ url, title, quote, start, end }: Citation): object {
  return {
    type: 'url_citation',
    url_citation: {
      url,
      title: title ?? url,
      start_index: start ?? 0,
      end_index: end ?? 0,
      ...(quote === null ? {} : { content: quote }),
    },
  };
}

type Image = { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

export function imagesOf({ source }: MediaPart): Image[] {
  if (source.kind !== 'base64' && source.kind !== 'url') return [];
  const url = source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`;
  return [{ type: 'image_url', image_url: { url } }];
}
