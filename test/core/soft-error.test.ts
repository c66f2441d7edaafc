import { describe, expect, it } from 'vitest';
import { softErrorIn } from '../../main/core/soft-error.ts';

const JSON_TYPE = 'application/json';
const BUSY = '当前模型负载过高，请稍后';

describe('softErrorIn', () => {
  it.each<[string, string, string]>([
    ['an error object', '{"error":{"message":"no"}}', 'softError'],
    ['an error text', '{"error":"no"}', 'softError'],
    ['a type of error', '{"type":"ERROR"}', 'softError'],
    ['a big error', JSON.stringify({ error: { message: 'x'.repeat(20_000) } }), 'softError'],
    [
      'a failed response',
      '{"object":"response","status":"failed","error":{"code":"server_error"}}',
      'softError',
    ],
    ['an error of Gemini', '{"error":{"code":500,"status":"INTERNAL"}}', 'softError'],
    ["Gemini's stream of one error", '[{"error":{"code":500}}]', 'softError'],
    ['a failure of a gateway', '{"code":500,"msg":"404 NOT_FOUND","success":false}', 'softError'],
    [
      'a failure of MiniMax',
      '{"base_resp":{"status_code":1004,"status_msg":"login"}}',
      'softError',
    ],
    ['an error behind a byte order mark', '\ufeff{"error":"no"}', 'softError'],
    ['nothing', '', 'empty'],
    ['blanks', ' \r\n', 'empty'],
    ['a web page', '<!DOCTYPE html><html></html>', 'html'],
  ])('finds the flaw in %s', (_what, text, flaw) => {
    expect(softErrorIn(text, JSON_TYPE)).toBe(flaw);
  });

  it.each<[string, string]>([
    ['null as error', '{"error":null,"data":1}'],
    ['an empty error', '{"error":"","data":1}'],
    ['an empty error object', '{"error":{},"data":1}'],
    ['an error of nothing but nulls', '{"error":{"code":null,"message":null},"object":"job"}'],
    ['false as error', '{"error":false,"data":1}'],
    ['a nested error', '{"data":{"error":"x"}}'],
    ['a nested type', '{"content":[{"type":"error"}]}'],
    [
      'an answer about errors',
      '{"content":[{"type":"text","text":"{\\"error\\":\\"x\\"} <html>"}]}',
    ],
    ['a failed item of a batch', '[{"data":1},{"error":"x"}]'],
    ['a success of MiniMax', '{"choices":[],"base_resp":{"status_code":0,"status_msg":""}}'],
    ['an empty object', '{}'],
    ['an event stream in disguise', 'event: message_start\ndata: {"error":"x"}\n\n'],
    ['an event stream that begins with a comment', ': ping\n\ndata: {"error":"x"}\n\n'],
    ['JSON that is cut', '{"error":"x'],
  ])('lets %s pass', (_what, text) => {
    expect(softErrorIn(text, JSON_TYPE)).toBeNull();
  });

  it.each<[string, string, string | null]>([
    ['the Chinese busy text', BUSY, 'softError'],
    ['the English busy text', 'Current model load too high, try later', 'softError'],
    ['256 bytes of it', '当前模型负载过高'.padEnd(8 + 256 - 24, '!'), 'softError'],
    ['257 bytes of it', '当前模型负载过高'.padEnd(8 + 257 - 24, '!'), null],
    ['a text with it in the middle', `Sorry: ${BUSY}`, null],
    ['another text', 'Hello', null],
  ])('judges %s by its beginning and length', (_what, text, flaw) => {
    expect(softErrorIn(text, 'text/plain')).toBe(flaw);
  });

  it('believes a content type of HTML unless the body is JSON or events', () => {
    expect(softErrorIn('Welcome', 'text/html; charset=utf-8')).toBe('html');
    expect(softErrorIn('{"id":1}', 'text/html')).toBeNull();
    expect(softErrorIn('data: {}\n\n', 'text/html')).toBeNull();
  });
});
