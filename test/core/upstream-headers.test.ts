import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelHeader } from '../../main/contracts/channel.ts';
import { PROTOCOLS } from '../../main/contracts/constants.ts';
import type { Protocol } from '../../main/contracts/protocol.ts';
import {
  answerHeaders,
  buildUpstreamHeaders,
  isReservedHeader,
  type UpstreamHeadersInput,
} from '../../main/core/upstream-headers.ts';

const SECRET = 'sk-channel-secret';

const HOP_BY_HOP = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];
const DROPPED = [
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'expect',
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'x-timeout-ms',
  'x-timeout-s',
];
const KEPT = [
  'accept',
  'accept-encoding',
  'anthropic-beta',
  'content-type',
  'cookie',
  'origin',
  'user-agent',
  'x-forwarded-for',
  'x-stainless-lang',
];

function build(raw: readonly string[], rest: Partial<UpstreamHeadersInput> = {}): string[] {
  return buildUpstreamHeaders({
    raw,
    protocol: 'gemini',
    secret: SECRET,
    host: 'relay.test',
    extra: [],
    isBodyDecoded: false,
    ...rest,
  });
}

function pairs(flat: readonly string[]): [name: string, value: string][] {
  const list: [string, string][] = [];
  for (let i = 0; i < flat.length; i += 2) list.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return list;
}

/** The same name in any mixture of cases. */
function inAnyCase(name: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(name, fc.infiniteStream(fc.boolean()))
    .map(([text, upper]) =>
      [...text].map((letter) => (upper.next().value ? letter.toUpperCase() : letter)).join(''),
    );
}

const value = fc.stringMatching(/^[ -~]{0,20}$/);
const header = fc.tuple(inAnyCase(fc.constantFrom(...DROPPED, ...KEPT, 'x-a', 'x-b')), value);

describe('buildUpstreamHeaders', () => {
  it('keeps what it does not have to drop, in order and case', () => {
    const raw = ['User-Agent', 'a', 'X-Dup', '1', 'accept', '*/*', 'x-dup', '2', 'X-Empty', ''];
    expect(build(raw)).toEqual([...raw, 'x-goog-api-key', SECRET]);
  });

  it('lets no dropped name survive in any case, and every other header byte for byte in order', () => {
    fc.assert(
      fc.property(fc.array(header), fc.constantFrom(...PROTOCOLS), (headers, protocol) => {
        const dropped = new Set(DROPPED);
        for (const [name, text] of headers) {
          if (name.toLowerCase() !== 'connection') continue;
          for (const listed of text.split(',')) dropped.add(listed.trim().toLowerCase());
        }
        const kept = headers.filter(([name]) => !dropped.has(name.toLowerCase()));
        const built = pairs(build(headers.flat(), { protocol }));
        expect(built.slice(0, kept.length)).toEqual(kept);
        expect(built.slice(kept.length)).toEqual(injected(protocol));
      }),
    );
  });

  it('forwards nothing that a Connection header lists', () => {
    const raw = ['connection', 'close, X-Foo', 'x-foo', '1', 'X-Bar', '2', 'Connection', 'x-bar,'];
    expect(build(raw)).toEqual(['x-goog-api-key', SECRET]);
  });

  it.each<[Protocol, string, string[]]>([
    ['anthropic', 'api.anthropic.com', ['x-api-key', SECRET]],
    ['anthropic', 'relay.test', ['x-api-key', SECRET, 'authorization', `Bearer ${SECRET}`]],
    ['openai-chat', 'api.openai.com', ['authorization', `Bearer ${SECRET}`]],
    ['openai-responses', 'api.openai.com', ['authorization', `Bearer ${SECRET}`]],
    ['gemini', 'generativelanguage.googleapis.com', ['x-goog-api-key', SECRET]],
  ])('shows the key of %s at %s where it is read', (protocol, host, key) => {
    const raw = [
      'Authorization',
      'Bearer stranger',
      'X-Api-Key',
      'stranger',
      'anthropic-version',
      '1',
    ];
    expect(build(raw, { protocol, host })).toEqual(['anthropic-version', '1', ...key]);
  });

  it('states a version to Anthropic only, and only when the client did not', () => {
    expect(build([], { protocol: 'anthropic' }).slice(-2)).toEqual([
      'anthropic-version',
      '2023-06-01',
    ]);
    expect(build(['Anthropic-Version', '2024'], { protocol: 'anthropic' })).not.toContain(
      '2023-06-01',
    );
    expect(build([], { protocol: 'openai-chat' })).not.toContain('anthropic-version');
  });

  it.each([
    ['ccload_8080=abc', null],
    ['ccload_8080=abc; ccload_1=x', null],
    ['a=1; ccload_8080=abc; b=2', 'a=1; b=2'],
    ['ccload_8080=abc;b=2', 'b=2'],
    ['ccload_8080', null],
    ['a=ccload_8080; b=2', 'a=ccload_8080; b=2'],
    ['ccload_x=1;  odd;;spacing ', 'ccload_x=1;  odd;;spacing '],
    ['xccload_8080=1', 'xccload_8080=1'],
  ])('makes the cookies %j into %j', (cookie, forwarded) => {
    const expected = forwarded === null ? [] : ['Cookie', forwarded];
    expect(build(['Cookie', cookie])).toEqual([...expected, 'x-goog-api-key', SECRET]);
  });

  it('names the content-encoding only while the body still has it', () => {
    const raw = ['Content-Encoding', 'gzip'];
    expect(build(raw)).toContain('Content-Encoding');
    expect(build(raw, { isBodyDecoded: true })).toEqual(['x-goog-api-key', SECRET]);
  });

  it('lets a channel set, replace and remove headers', () => {
    const raw = ['User-Agent', 'client', 'x-remove', '1', 'X-Remove', '2', 'x-stay', '3'];
    const extra: ChannelHeader[] = [
      { name: 'user-agent', value: 'channel' },
      { name: 'X-REMOVE', value: null },
      { name: 'X-New', value: 'n' },
      { name: 'anthropic-version', value: null },
    ];
    const key = ['x-api-key', SECRET, 'authorization', `Bearer ${SECRET}`];
    const added = ['user-agent', 'channel', 'X-New', 'n'];
    expect(build(raw, { protocol: 'anthropic', extra })).toEqual(['x-stay', '3', ...key, ...added]);
  });

  it('lets a channel touch neither credentials nor framing', () => {
    const names = [...DROPPED, 'content-encoding'].filter((name) => !name.startsWith('x-timeout'));
    const extra = names.flatMap((name) => [
      { name: name.toUpperCase(), value: 'evil' },
      { name, value: null },
    ]);
    expect(build(['Content-Encoding', 'br'], { extra })).toEqual([
      'Content-Encoding',
      'br',
      'x-goog-api-key',
      SECRET,
    ]);
    expect(names.filter((name) => !isReservedHeader(name))).toEqual([]);
    expect(isReservedHeader('user-agent')).toBe(false);
  });
});

describe('answerHeaders', () => {
  const RAW = [
    'Request-Id',
    'r',
    'Content-Length',
    '5',
    'content-encoding',
    'gzip',
    'Set-Cookie',
    'a=1',
  ];

  it('passes on all but what belongs to the connection', () => {
    const raw = [
      ...RAW,
      'Transfer-Encoding',
      'chunked',
      'Connection',
      'close, x-hop',
      'X-Hop',
      '1',
    ];
    expect(answerHeaders(raw, { isBodyRewritten: false })).toEqual(RAW);
  });

  it('drops length and encoding of a body that was rewritten', () => {
    const kept = ['Request-Id', 'r', 'Set-Cookie', 'a=1'];
    expect(answerHeaders(RAW, { isBodyRewritten: true })).toEqual(kept);
  });

  it('lets no hop-by-hop name survive in any case, and every other header in order', () => {
    fc.assert(
      fc.property(fc.array(header), (headers) => {
        const dropped = new Set(HOP_BY_HOP);
        for (const [name, text] of headers) {
          if (name.toLowerCase() !== 'connection') continue;
          for (const listed of text.split(',')) dropped.add(listed.trim().toLowerCase());
        }
        const kept = headers.filter(([name]) => !dropped.has(name.toLowerCase()));
        expect(pairs(answerHeaders(headers.flat(), { isBodyRewritten: false }))).toEqual(kept);
      }),
    );
  });
});

function injected(protocol: Protocol): [string, string][] {
  switch (protocol) {
    case 'anthropic':
      return [
        ['x-api-key', SECRET],
        ['authorization', `Bearer ${SECRET}`],
        ['anthropic-version', '2023-06-01'],
      ];
    case 'openai-chat':
    case 'openai-responses':
      return [['authorization', `Bearer ${SECRET}`]];
    case 'gemini':
      return [['x-goog-api-key', SECRET]];
  }
}
