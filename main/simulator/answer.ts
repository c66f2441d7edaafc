import { createHash } from 'node:crypto';
import type { Asked, ReceivedRequest } from './asked.ts';
import type { Content, Fault } from './behaviour.ts';
import { seededDice } from './dice.ts';
import { DIALECTS } from './dialects/dialects.ts';
import type { Reply } from './dialects/dialect.ts';
import { describeFault } from './faults.ts';
import type { CacheUse } from './prompt-cache.ts';
import { prose, wordsOf } from './prose.ts';
import {
  arrayAnswer,
  eventAnswer,
  halfOf,
  jsonAnswer,
  textAnswer,
  type Answer,
} from './wire-answer.ts';

/** Offered to whoever asks for the list of models. */
const MODELS = ['claude-sonnet-5-5', 'claude-haiku-5-5', 'gpt-5.4', 'gpt-5.4-mini', 'gemini-3-pro'];

/** Longer than any prefix of an answer that is worth looking at. */
const LARGE_ERROR_CHARS = 20_000;

/** More than one, so that a reader cannot mistake the first for a start. */
const PINGS = 3;

type Circumstances = {
  readonly asked: Asked;
  readonly received: ReceivedRequest;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly cache: CacheUse;
  /** Counts the requests; the same number gets the same words. */
  readonly number: number;
};

/** What is sent back when nothing cuts it short. */
export function composeAnswer(content: Content, about: Circumstances): Answer {
  const { asked, now } = about;
  const dialect = DIALECTS[asked.protocol];
  switch (content.kind) {
    case 'answer': {
      const isExact = typeof content.text === 'string';
      return goodAnswer(
        about,
        isExact ? wordsOf(content.text) : prose(seededDice(about.number), content.text),
      );
    }
    case 'echo':
      return goodAnswer(about, wordsOf(JSON.stringify(echoOf(about.received))));
    case 'unfinished':
      return unfinished(about);
    case 'refusal':
      return {
        ...jsonAnswer(dialect.error(errorOf(content.fault, about)), content.fault.status),
        extraHeaders: content.headers(now),
      };
    case 'softError':
      return softError(content.form, content.fault, about);
    case 'errorEvent':
      return errorEvent(content.at, content.fault, about);
    case 'empty':
      return empty(content.form, about);
    case 'html': {
      const page = `<!doctype html><html><head><title>${String(content.status)}</title></head><body><h1>Just a moment…</h1></body></html>`;
      return textAnswer(page, 'text/html; charset=utf-8', content.status);
    }
    case 'redirect':
      return {
        ...textAnswer('', 'text/html', content.status),
        extraHeaders: { location: 'https://elsewhere.invalid/' },
      };
  }
}

/** What a healthy upstream sends for this operation. */
function goodAnswer(about: Circumstances, pieces: readonly string[]): Answer {
  const { asked } = about;
  const dialect = DIALECTS[asked.protocol];
  const reply = replyOf(about, pieces);
  switch (asked.operation) {
    case 'models':
      return jsonAnswer(dialect.models(MODELS));
    case 'countTokens':
      return jsonAnswer(dialect.tokenCount(reply.usage.inputTokens));
    case 'unknown': {
      const fault = { status: 404, name: 'noPath' } as const;
      return jsonAnswer(dialect.error(errorOf(fault, about)), fault.status);
    }
    case 'generate': {
      if (asked.form === 'json') return jsonAnswer(dialect.body(reply));
      const { opening, content, finish, end } = dialect.stream(reply);
      return streamAnswer(asked, [...opening, ...content, ...finish, ...end], opening.length);
    }
  }
}

/** An event stream, or the same as a JSON array. */
function streamAnswer(asked: Asked, events: readonly string[], contentAt: number): Answer {
  return asked.form === 'array' ? arrayAnswer(events) : eventAnswer(events, contentAt);
}

function unfinished(about: Circumstances): Answer {
  const { asked } = about;
  const pieces = prose(seededDice(about.number), 40);
  if (asked.form === 'json' || asked.operation !== 'generate')
    return halfOf(goodAnswer(about, pieces));
  const { opening, content, finish } = DIALECTS[asked.protocol].stream(replyOf(about, pieces));
  // The closing bracket of an array would be its end marker.
  const answer = streamAnswer(asked, [...opening, ...content, ...finish], opening.length);
  return asked.form === 'array' ? { ...answer, pieces: answer.pieces.slice(0, -1) } : answer;
}

/** Big relays send these when the upstream behind them failed. */
function softError(form: 'small' | 'large' | 'text', fault: Fault, about: Circumstances): Answer {
  if (form === 'text') {
    return textAnswer(
      '当前模型负载过高，请稍后重试 (Current model load too high)',
      'text/plain; charset=utf-8',
    );
  }
  const error = DIALECTS[about.asked.protocol].error(errorOf(fault, about));
  // The error comes last: a prefix of the body looks like any other JSON.
  return jsonAnswer(form === 'small' ? error : { trace: 'x'.repeat(LARGE_ERROR_CHARS), ...error });
}

/** A stream that has begun with a 200 can only say it in this way. */
function errorEvent(
  at: 'first' | 'afterPing' | 'middle',
  fault: Fault,
  about: Circumstances,
): Answer {
  const { asked } = about;
  const dialect = DIALECTS[asked.protocol];
  const facts = errorOf(fault, about);
  if (asked.form === 'json') return jsonAnswer(dialect.error(facts), fault.status);
  const error = dialect.errorEvent(facts);
  if (at === 'first') return streamAnswer(asked, [error], 0);
  const { opening, content } = dialect.stream(replyOf(about, prose(seededDice(about.number), 40)));
  if (at === 'afterPing')
    return streamAnswer(asked, [...opening, dialect.ping, error], opening.length + 1);
  const half = content.slice(0, Math.ceil(content.length / 2));
  return streamAnswer(asked, [...opening, ...half, error], opening.length);
}

function empty(form: 'body' | 'object' | 'stream' | 'pings', { asked }: Circumstances): Answer {
  if (form === 'object') return jsonAnswer({});
  if (form === 'body' || asked.form === 'json') return textAnswer('', 'application/json');
  if (form === 'stream') return streamAnswer(asked, [], 0);
  const { ping } = DIALECTS[asked.protocol];
  return streamAnswer(asked, Array<string>(PINGS).fill(ping), PINGS);
}

function errorOf(fault: Fault, { asked, now }: Circumstances) {
  const { protocol, key, model } = asked;
  return describeFault(fault, { protocol, key, model, now });
}

/** About four bytes of JSON are a token. */
function replyOf(
  { asked, received, now, cache, number }: Circumstances,
  pieces: readonly string[],
): Reply {
  const inputTokens = Math.max(1, Math.ceil(received.body.length / 4));
  const cacheReadTokens = Math.min(inputTokens, Math.floor(cache.read / 4));
  const created = Math.floor(cache.created / 4);
  return {
    id: `sim${String(number).padStart(8, '0')}`,
    model: asked.model,
    pieces,
    usage: {
      inputTokens,
      cacheReadTokens,
      cacheCreationTokens: Math.min(inputTokens - cacheReadTokens, created),
      outputTokens: Math.max(1, Math.ceil(pieces.join('').length / 4)),
    },
    createdAt: Math.floor(now / 1000),
  };
}

/** Nothing is left out or masked: this is where a test sees what reached the upstream. */
function echoOf({ method, url, headers, body }: ReceivedRequest): object {
  const bodySha256 = createHash('sha256').update(body).digest('hex');
  return { method, url, headers, bodyBytes: body.length, bodySha256 };
}
