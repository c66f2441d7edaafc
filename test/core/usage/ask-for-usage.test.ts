import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanMembers } from '../../../main/core/json-members.ts';
import { askForUsage } from '../../../main/core/usage/ask-for-usage.ts';

function asked(text: string): string | null {
  const body = Buffer.from(text);
  const scan = scanMembers(body);
  if (!scan.ok) throw new Error(`${scan.reason} at ${scan.offset}`);
  const changed = askForUsage(body, scan.members);
  return changed === null ? null : Buffer.from(changed).toString();
}

describe('askForUsage', () => {
  it.each([
    [
      'adds the option behind the member that asks for a stream',
      '{"stream":true ,"n":1}',
      '{"stream":true,"stream_options":{"include_usage":true} ,"n":1}',
    ],
    [
      'adds it to other options',
      '{"stream":true,"stream_options":{ "obfuscate":false }}',
      '{"stream":true,"stream_options":{ "include_usage":true,"obfuscate":false }}',
    ],
    [
      'adds it to options that are empty',
      '{"stream":true,"stream_options":{ }}',
      '{"stream":true,"stream_options":{ "include_usage":true}}',
    ],
    [
      'puts it in the place of null',
      '{"stream_options":null,"stream":true}',
      '{"stream_options":{"include_usage":true},"stream":true}',
    ],
    [
      'asks although the client does not want it',
      '{"stream_options": {"include_usage": false}, "stream": true}',
      '{"stream_options": {"include_usage": true}, "stream": true}',
    ],
    [
      'asks where the client left the option open',
      '{"stream":true,"stream_options":{"include_usage":null}}',
      '{"stream":true,"stream_options":{"include_usage":true}}',
    ],
  ])('%s', (_, before, after) => {
    expect(asked(before)).toBe(after);
  });

  it.each([
    ['that is not streamed', '{"stream":false}'],
    ['that does not say whether it is streamed', '{"model":"m"}'],
    ['that says it in no boolean', '{"stream":"true"}'],
    ['that asks already', '{"stream":true,"stream_options":{"include_usage":true}}'],
    ['with options of another kind', '{"stream":true,"stream_options":[]}'],
    ['with an option of another kind', '{"stream":true,"stream_options":{"include_usage":"no"}}'],
    ['with options that are malformed', '{"stream":true,"stream_options":{"include_usage" true}}'],
  ])('leaves a body alone %s', (_, body) => {
    expect(asked(body)).toBeNull();
  });

  it('changes nothing but that option, whatever else the body says', () => {
    const other = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });
    const options = fc.option(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }));
    fc.assert(
      fc.property(other, options, fc.constantFrom(undefined, 1), (rest, set, space) => {
        const text = JSON.stringify(
          { ...rest, stream: true, ...(set === null ? {} : { stream_options: set }) },
          null,
          space,
        );
        const before = JSON.parse(text) as { readonly stream_options?: object };
        const wanted = {
          ...before,
          stream_options: { ...before.stream_options, include_usage: true },
        };
        expect(JSON.parse(asked(text) ?? text)).toEqual(wanted);
      }),
    );
  });
});
