import type { JsonObject } from '../../gate/event-json.ts';
import type { WriteFacts, Written } from '../codec.ts';
import { contentLoss, hint } from '../inner/reading.ts';
import type { InnerRequest, Loss, ResponseFormat } from '../inner/request.ts';
import { geminiModel } from './models.ts';
import { responseSchema } from './response-schema.ts';
import { parametersSchema } from './schema.ts';
import { withoutUnsupported } from '../unsupported.ts';
import { thinkingConfig } from './thinking-config.ts';
import { writeContents } from './write-contents.ts';
import { hasFunctions, writeTools } from './write-tools.ts';

/** More are refused. */
const MOST_STOPS = 5;

export function writeRequest(request: InnerRequest, facts: WriteFacts): Written {
  const losses: Loss[] = [];
  const system = request.system.flatMap(({ text }) => (text === '' ? [] : [{ text }]));
  const body: Record<string, unknown> = {};
  if (system.length > 0) body['systemInstruction'] = { parts: system };
  body['contents'] = writeContents(request.turns, facts, losses);
  Object.assign(body, writeTools(request, facts, losses));
  const config = withoutUnsupported(writeConfig(request, facts, losses), facts.quirks, losses);
  if (Object.keys(config).length > 0) body['generationConfig'] = config;
  noteHints(request, losses);
  const name = facts.model.replace(/^models\//, '');
  const model = name.split('/').map(encodeURIComponent).join('/');
  const method = facts.isStreaming ? 'streamGenerateContent' : 'generateContent';
  return {
    kind: 'written',
    body: withoutUnsupported(body, facts.quirks, losses),
    path: `/v1beta/models/${model}:${method}`,
    query: facts.isStreaming ? 'alt=sse' : '',
    headers: [],
    losses,
  };
}

function writeConfig(request: InnerRequest, facts: WriteFacts, losses: Loss[]): JsonObject {
  const { sampling, stop, maxOutputTokens } = request;
  const { quirks, model } = facts;
  const thinking = quirks.thinking === 'none' ? null : thinkingConfig(request.reasoning, model);
  if (stop.length > MOST_STOPS) losses.push(contentLoss('stop-sequences', 'more than 5'));
  const members: Readonly<Record<string, unknown>> = {
    maxOutputTokens:
      maxOutputTokens === null
        ? null
        : Math.min(maxOutputTokens, quirks.maxOutputTokens ?? Infinity),
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    seed: sampling.seed,
    presencePenalty: sampling.presencePenalty,
    frequencyPenalty: sampling.frequencyPenalty,
    responseLogprobs: sampling.topLogprobs === null ? null : true,
    logprobs: sampling.topLogprobs === 0 ? null : sampling.topLogprobs,
    stopSequences: stop.length === 0 ? null : stop.slice(0, MOST_STOPS),
    ...writeFormat(request, facts, losses),
    thinkingConfig: thinking,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

function writeFormat(request: InnerRequest, facts: WriteFacts, losses: Loss[]): JsonObject {
  const { format } = request;
  const { quirks, model } = facts;
  if (format === null) return {};
  const { generation } = geminiModel(model);
  // "Function calling with a response mime type is unsupported", before the third generation.
  const isRefused = hasFunctions(request) && generation !== null && generation < 3;
  if (quirks.responseFormat === 'none' || isRefused) {
    losses.push(contentLoss('response-format', format.kind));
    return {};
  }
  const mime = { responseMimeType: 'application/json' };
  if (format.kind === 'json' || quirks.responseFormat === 'object') return mime;
  return { ...mime, ...writeSchema(format, quirks.schema === 'gemini') };
}

function writeSchema(
  { schema }: Extract<ResponseFormat, { kind: 'schema' }>,
  isSubset: boolean,
): JsonObject {
  if (!isSubset) return { responseJsonSchema: responseSchema(schema) };
  const cleaned = parametersSchema(schema);
  return cleaned === null ? {} : { responseSchema: cleaned };
}

function noteHints({ hints, isParallel }: InnerRequest, losses: Loss[]): void {
  if (isParallel === false) losses.push(hint('parallel-tools', 'false'));
  if (hints.userId !== null) losses.push(hint('user-id'));
  if (hints.metadata !== null) losses.push(hint('metadata'));
  if (hints.serviceTier !== null) losses.push(hint('service-tier', hints.serviceTier));
  if (hints.verbosity !== null) losses.push(hint('verbosity', hints.verbosity));
}
