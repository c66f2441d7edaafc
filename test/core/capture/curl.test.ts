import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bodyOnStdin,
  curlCommand,
  quoteForShell,
  type CurlRequest,
} from '../../../main/core/capture/curl.ts';

const text = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', ''));
const tricky = fc
  .array(fc.oneof(text, fc.constantFrom("'", '"', '$HOME', '`id`', '\\', '\n', 'CCLOAD_BODY')))
  .map((parts) => parts.join(''));

function shell(script: string): string {
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' });
}

/** What curl would be given: a function of that name prints its arguments, each ended by a NUL, and its input. */
function run(command: string): { args: string[]; input: string } {
  const said = shell(
    `UPSTREAM_KEY=the-key; curl() { printf '%s\\0' "$@"; case "$*" in *@-*) cat;; esac; }\n${command}`,
  );
  const parts = said.split('\0');
  return { args: parts.slice(0, -1), input: parts.at(-1) ?? '' };
}

function request(change: Partial<CurlRequest>): CurlRequest {
  const body = change.body ?? null;
  return {
    method: 'POST',
    url: 'http://127.0.0.1:1/v1/messages?beta=true&x=[1]',
    headers: ['content-type', 'application/json', 'x-api-key', 'sk-a…b', 'X-It', "it's $5"],
    bodyBytes: Buffer.byteLength(body ?? ''),
    bodyFile: null,
    protocol: 'anthropic',
    variable: 'UPSTREAM_KEY',
    ...change,
    body,
  };
}

describe('a command for the shell', () => {
  it('hands any text over as it is', () => {
    fc.assert(
      fc.property(fc.array(tricky, { maxLength: 5 }), (texts) => {
        const quoted = texts.map(quoteForShell).join(' ');
        expect(shell(`printf '%s\\0' x ${quoted}`)).toBe(['x', ...texts, ''].join('\0'));
      }),
      { numRuns: 40 },
    );
  });

  it('puts a body on standard input byte for byte', () => {
    fc.assert(
      fc.property(tricky, (body) => {
        expect(shell(bodyOnStdin(body, Buffer.byteLength(body)))).toBe(body);
      }),
      { numRuns: 40 },
    );
  });

  it('sends method, address, headers and body, and leaves the credential to a variable', () => {
    const { args } = run(curlCommand(request({ body: '{"a":"it\'s\\n"}' })));
    expect(args).toEqual([
      ...['--globoff', '--no-buffer', '-X', 'POST'],
      'http://127.0.0.1:1/v1/messages?beta=true&x=[1]',
      ...['-H', 'content-type: application/json', '-H', "X-It: it's $5"],
      ...['-H', 'x-api-key: the-key', '--data-binary', '{"a":"it\'s\\n"}'],
    ]);
  });

  it.each([
    ['begins with an @', '@/etc/passwd'],
    ['is too long for an argument', `${'x'.repeat(70_000)}\n`],
  ])('sends a body that %s through standard input', (_, body) => {
    const { args, input } = run(curlCommand(request({ body })));
    expect(args.slice(-2)).toEqual(['--data-binary', '@-']);
    expect(input).toBe(body);
  });

  it('says nothing of a type where the request did not', () => {
    const { args } = run(curlCommand(request({ headers: ['x-empty', ''], body: 'a' })));
    expect(args).toContain('content-type:');
    expect(args).toContain('x-empty;');
  });

  it('asks for a head without waiting for a body', () => {
    expect(run(curlCommand(request({ method: 'HEAD' }))).args).toContain('--head');
  });
});
