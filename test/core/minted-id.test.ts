import { describe, expect, it } from 'vitest';
import { findMintedId, idsInPath } from '../../main/core/minted-id.ts';

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream; charset=utf-8';

function find(answer: string, contentType = JSON_TYPE): string | null {
  return findMintedId(Buffer.from(answer), contentType);
}

describe('findMintedId', () => {
  it.each([
    ['{"id":"file-abc","object":"file"}', 'file-abc'],
    ['{\n  "object": "response",\n  "id": "resp_1"\n}\n', 'resp_1'],
    ['{"type":"message_batch","id":"msgbatch_01"}', 'msgbatch_01'],
    ['{"id":"a\\u002db"}', 'a-b'],
    ['{"file":{"displayName":"x","name":"files/abc"}}', 'files/abc'],
    ['{"name":"cachedContents/abc","model":"models/gemini"}', 'cachedContents/abc'],
    ['{"name":"models/veo/operations/abc"}', 'models/veo/operations/abc'],
    ['{"name":"My store","id":"vs_1"}', 'vs_1'],
  ])('finds in %s the id %s', (answer, id) => {
    expect(find(answer)).toBe(id);
  });

  it.each([
    '{"object":"list","data":[{"id":"file-abc"}]}',
    '{"error":{"id":"x","name":"a/b"}}',
    '{"id":7}',
    '{"id":""}',
    '{"name":"My assistant"}',
    '{"name":"models/gemini-2.5-pro"}',
    '{"file":"files/abc"}',
    '["id"]',
    'null',
    '',
  ])('finds no id in %s', (answer) => {
    expect(find(answer)).toBeNull();
  });

  it('does not believe an id of more than 512 characters', () => {
    expect(find(JSON.stringify({ id: 'x'.repeat(512) }))).toHaveLength(512);
    expect(find(JSON.stringify({ id: 'x'.repeat(513) }))).toBeNull();
  });

  it('finds the id of an answer that is cut, from the byte on that completes it', () => {
    const answer = '{"object":"response","tools":[{"id":"no"}],"id":"resp_1","output":["…"]}';
    const end = answer.indexOf('resp_1') + 'resp_1"'.length;
    for (let length = 0; length <= answer.length; length++) {
      expect(find(answer.slice(0, length))).toBe(length < end ? null : 'resp_1');
    }
  });

  it('finds a nested name likewise', () => {
    expect(find('{"file":{"name":"files/abc","mimeType":"te')).toBe('files/abc');
  });

  it.each([
    'event: response.created\ndata: {"type":"x","response":{"id":"resp_1"}}\n\n',
    ': hi\r\n\r\ndata: {"type":"ping"}\r\n\r\ndata:{"response":{"id":"resp_1"}}\r\n\r\n',
    'data: {"id":"chatcmpl-1"}\n\ndata: [DONE]\n\ndata: {"response":{"id":"resp_1"}}\n\n',
    'data: {"response":{"id":"resp_1"}}\n\ndata: {"response":{"id":"resp_2"}}\n\n',
    'data: {"response":{"id":"resp_1","instructions":"cut he',
  ])('finds the first response of the stream %j', (answer) => {
    expect(find(answer, STREAM_TYPE)).toBe('resp_1');
  });

  it('finds no id in a stream without responses', () => {
    expect(
      find('data: {"id":"chatcmpl-1"}\n\ndata: {"response":null}\n\ndat', STREAM_TYPE),
    ).toBeNull();
  });

  it.each([
    ['application/json; charset=UTF-8', 'a'],
    ['Application/Problem+JSON', 'a'],
    ['text/plain; x=json', null],
    ['audio/mpeg', null],
    ['', null],
  ])('reads an answer of type %j as %j', (contentType, id) => {
    expect(find('{"id":"a"}', contentType)).toBe(id);
  });
});

describe('idsInPath', () => {
  it.each([
    ['/v1/files/file-abc/content', ['file-abc']],
    ['/v1/files/file-abc', ['file-abc']],
    ['/v1/responses/resp_1/cancel', ['resp_1']],
    ['/v1/responses/resp_1/input_items', ['resp_1']],
    ['/v1/threads/thread_1/runs/run_2', ['thread_1', 'run_2']],
    ['/v1/threads/thread_1/runs/run_2/steps/', ['thread_1', 'run_2']],
    ['/v1/vector_stores/vs_1/file_batches/vsfb_1/files', ['vs_1', 'vsfb_1']],
    ['/v1/messages/batches/msgbatch_01/results', ['msgbatch_01']],
    ['/v1/chat/completions/chatcmpl-1/messages', ['chatcmpl-1']],
    ['/v1/fine_tuning/jobs/ftjob-1/events', ['ftjob-1']],
    ['/v1/batches/0b7e-uuid', ['0b7e-uuid']],
    ['/v1/files/a%20b%2Fc', ['a b/c']],
    ['/v1/files/100%', ['100%']],
    ['/v1/files', []],
    ['/v1/chat/completions', []],
    ['/v1/audio/transcriptions', []],
    ['/v1/models/gpt-5', []],
    ['/v1/models/gemini-2.5-pro:generateContent', []],
    ['/v1beta/files/abc', ['files/abc']],
    ['/v1beta/files/abc:download', ['files/abc']],
    ['/download/v1beta/files/abc:download', ['files/abc']],
    ['/upload/v1beta/files', []],
    ['/v1beta/cachedContents/a%2Db', ['cachedContents/a-b']],
    ['/v1alpha/corpora/c/documents/d/chunks', ['corpora/c', 'corpora/c/documents/d']],
    ['/v1beta/models/veo/operations/abc', ['models/veo/operations/abc']],
    ['/v1beta/models/gemini-2.5-pro:generateContent', []],
    ['/v1beta/models', []],
    ['/', []],
    ['', []],
  ])('finds in %s %j', (path, ids) => {
    expect(idsInPath(path)).toEqual(ids);
  });
});
