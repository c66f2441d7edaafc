import { describe, expect, it } from 'vitest';
import { wholeAnswerFlaw } from '../../../main/core/gate/whole-answer.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';

const JSON_TYPE = 'application/json';
const LONG = 'x'.repeat(70_000);

describe('wholeAnswerFlaw', () => {
  it.each([
    ['an answer', '{"id":"m","type":"message","content":[]}', JSON_TYPE, null],
    ['an answer with null for error', '{"error":null,"output":[]}', JSON_TYPE, null],
    ['an answer with an empty error', '{"error":{},"choices":[]}', JSON_TYPE, null],
    ['an answer that talks about errors', '{"content":[{"error":"no"}]}', JSON_TYPE, null],
    ['an error', '{"error":{"message":"no"}}', JSON_TYPE, 'softError'],
    ['an error of 20 KB', `{"pad":"${'x'.repeat(20_000)}","error":"no"}`, JSON_TYPE, 'softError'],
    ['an error without a content type', '{"error":{"message":"no"}}', '', 'softError'],
    ['an error by its type', '{"type":"ERROR","message":"no"}', JSON_TYPE, 'softError'],
    ['a large body with a member called error', `{"error":"${LONG}"}`, JSON_TYPE, null],
    ['an array that consists of an error', '[{"error":{"code":429}}]', JSON_TYPE, 'softError'],
    ['an array of answers', '[{"candidates":[]}]', JSON_TYPE, null],
    ['nothing', '', JSON_TYPE, 'empty'],
    ['blank lines', ' \r\n\n', JSON_TYPE, 'empty'],
    ['an answer behind a byte order mark', '\ufeff{"choices":[]}', JSON_TYPE, null],
    ['an error behind a byte order mark', '\ufeff{"error":"no"}', JSON_TYPE, 'softError'],
    ['a cut object', '{"id":"m","content":[{"text":"a', JSON_TYPE, 'malformed'],
    ['a cut array', '[{"candidates":[', JSON_TYPE, 'malformed'],
    ['two objects', '{} {}', JSON_TYPE, 'malformed'],
    ['words that claim to be JSON', 'Internal Server Error', JSON_TYPE, 'malformed'],
    ['a text of its own type', 'a transcript', 'text/plain', null],
    ['a text that begins with a brace', '{curly} words', 'text/plain', null],
    ['a JSON text', '"a transcript"', JSON_TYPE, null],
    ['HTML', '<!DOCTYPE html><html><body>no</body></html>', 'text/html', 'html'],
    ['HTML under JSON', '<html><body>no</body></html>', JSON_TYPE, 'html'],
    ['HTML of 70 KB', `<html><body>${LONG}</body></html>`, 'text/html', 'html'],
    ['the busy text', 'Current model load too high, try again', 'text/plain', 'softError'],
  ])('sees %s for what it is', (_name, body, contentType, flaw) => {
    expect(wholeAnswerFlaw(encodeUtf8(body), contentType)).toBe(flaw);
  });
});
