import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  depthIn,
  FORMATS,
  withoutEdits,
  withWishes,
  type Edit,
  type FormatName,
  type Wish,
} from '../../main/connect/edit.ts';
import { FormatError } from '../../main/connect/formats/format.ts';
import { isSame, valueAt } from '../../main/connect/values.ts';

const print = (text: string): string => `print of ${text}`;

const CLAUDE: readonly Wish[] = [
  { path: ['env', 'ANTHROPIC_AUTH_TOKEN'], value: 'ccl-token', isOwn: false },
  { path: ['env', 'ANTHROPIC_BASE_URL'], value: 'http://127.0.0.1:8080', isOwn: false },
];
const CODEX: readonly Wish[] = [
  { path: ['model_provider'], value: 'ccload', isOwn: false },
  {
    path: ['model_providers', 'ccload'],
    value: { name: 'ccLoad', base_url: 'http://127.0.0.1:8080/v1' },
    isOwn: true,
  },
];
const GEMINI: readonly Wish[] = [
  { path: ['GOOGLE_GEMINI_BASE_URL'], value: 'http://127.0.0.1:8080', isOwn: false },
  { path: ['GEMINI_API_KEY'], value: 'ccl-token', isOwn: false },
];

function editsOf(format: FormatName, text: string, wishes: readonly Wish[]): Edit[] {
  return wishes.map(({ path, value, isOwn }) => ({
    path,
    isOwn,
    depthBefore: depthIn(format, text, path),
    ours: [print(JSON.stringify(value))],
  }));
}

/** Takes our values out of a text as others have left it. */
function undone(format: FormatName, original: string, now: string, wishes: readonly Wish[]) {
  return withoutEdits(format, now, original, editsOf(format, original, wishes), print);
}

const JSON_FILES: Readonly<Record<string, string>> = {
  'an object in lines': '{\n  "theme": "dark",\n  "list": [1, 2]\n}\n',
  'tabs and CRLF': '{\r\n\t"theme": "dark",\r\n\t"env": {\r\n\t\t"A": "1"\r\n\t}\r\n}\r\n',
  'comments and trailing commas':
    '// mine\n{ // of the object\n  "a": 1, // one\n  /* two\n  lines */\n  "env": {\n    "B": "2", // b\n  },\n}\n',
  'one line': '{"theme":"dark","env":{"A":"1"}}',
  'one line with blanks': '{ "theme": "dark", "env": { "A": "1" } }',
  'a byte-order mark': '\uFEFF{\n    "theme": "dark"\n}',
  'values of ours that were others’':
    '{\n  "env": {\n    "ANTHROPIC_BASE_URL": "https:\\/\\/other.example", "ANTHROPIC_AUTH_TOKEN" : "sk-\\u0041"\n  }\n}\n',
  'an empty object': '{}',
  'an empty object in two lines': '{\n}\n',
  'nothing at all': '',
};

const TOML_FILES: Readonly<Record<string, string>> = {
  'tables and comments':
    '# mine\nmodel = "gpt-5" # the best\n\n[mcp_servers.x]\ncommand  =  "a"\nargs = [ "a", # one\n  "b" ]\n\n[projects."/home/a b"]\ntrust_level = \'trusted\'\n',
  CRLF: 'model = "gpt-5"\r\n\r\n[tui]\r\nnotifications = true\r\n',
  'no value at the top': '[tui]\nnotifications = true',
  'another provider':
    'model_provider = \'other\'   # mine\nmodel = "m"\n\n[model_providers.other]\nname = "Other"\nbase_url = "https://other.example/v1"\n',
  'a byte-order mark': '\uFEFFmodel = "gpt-5"\n',
  'no end of the last line': 'model = "gpt-5"',
  'nothing at all': '',
};

const ENV_FILES: Readonly<Record<string, string>> = {
  'comments, quotes and export':
    '# mine\nexport A="1 # no comment" # one\nGEMINI_API_KEY = \'AIza-mine\' # key\nB=2',
  CRLF: 'A=1\r\nB=\r\n',
  'a name that is there twice': 'GEMINI_API_KEY=first\nGEMINI_API_KEY=second\n',
  'nothing at all': '',
};

const CASES = [
  ...Object.entries(JSON_FILES).map(([name, text]) => ['json', name, text, CLAUDE] as const),
  ...Object.entries(TOML_FILES).map(([name, text]) => ['toml', name, text, CODEX] as const),
  ...Object.entries(ENV_FILES).map(([name, text]) => ['env', name, text, GEMINI] as const),
];

describe.each(CASES)('a file of %s with %s', (format, _, original, wishes) => {
  const after = withWishes(format, original, wishes);

  it('reads as wished, and otherwise as before', () => {
    const plain = after.replace('\uFEFF', '');
    for (const { path, value } of wishes) {
      expect(valueAt(FORMATS[format].parse(plain), path)).toEqual(value);
    }
  });

  it('keeps every line of others, line ends and the mark', () => {
    const theirs = original.split('\n').filter((line) => !/ANTHROPIC|provider|GEMINI/.test(line));
    if (original.includes('\n')) for (const line of theirs) expect(after).toContain(line);
    expect(after.startsWith('\uFEFF')).toBe(original.startsWith('\uFEFF'));
    if (original.includes('\r\n')) expect(after).not.toMatch(/[^\r]\n/);
  });

  it('is the original again when nobody else has touched it, by its values and mostly by its bytes', () => {
    const { text, left } = undone(format, original, after, wishes);
    expect(left).toEqual([]);
    const bare = (one: string): string => one.replaceAll(/\s/g, '');
    expect(bare(text).replace(/^\{\}$/, '')).toBe(bare(original).replace(/^\{\}$/, ''));
  });
});

describe('taking our values out of what others have changed', () => {
  it('keeps what they have added beside ours, with the object that we made', () => {
    const after = withWishes('json', '{}', CLAUDE);
    const edited = JSON.stringify({ ...(JSON.parse(after) as object), theme: 'dark' });
    const more = edited.replace('"env":{', '"env":{"MINE":"1",');
    expect(JSON.parse(undone('json', '{}', more, CLAUDE).text)).toEqual({
      env: { MINE: '1' },
      theme: 'dark',
    });
  });

  it('leaves a value that they have changed, and says so', () => {
    const after = withWishes('json', '{}', CLAUDE).replace('http://127.0.0.1:8080', 'https://x');
    const { text, left } = undone('json', '{}', after, CLAUDE);
    expect(left).toEqual([['env', 'ANTHROPIC_BASE_URL']]);
    expect(JSON.parse(text)).toEqual({ env: { ANTHROPIC_BASE_URL: 'https://x' } });
  });

  it('takes the whole provider that has our name, with what was added to it', () => {
    const original = 'model = "m"\n';
    const after = withWishes('toml', original, CODEX);
    const edited = `${after}request_max_retries = 8\n\n[model_providers.ccload.http_headers]\nx = "y"\n\n[tui]\na = 1\n`;
    expect(undone('toml', original, edited, CODEX).text).toBe('model = "m"\n\n[tui]\na = 1\n');
  });

  it('brings another provider back, as it was written', () => {
    const original = TOML_FILES['another provider'] ?? '';
    const after = withWishes('toml', original, CODEX);
    expect(undone('toml', original, `# theirs\n${after}`, CODEX).text).toBe(
      `# theirs\n${original}`,
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['json', '{"env": "text"}', CLAUDE],
    ['json', '{"env": null}', CLAUDE],
    ['json', '{"env": {}', CLAUDE],
    ['json', '[]', CLAUDE],
    ['json', '{"env": {"ANTHROPIC_BASE_URL": "a", "ANTHROPIC_BASE_URL": "b"}}', CLAUDE],
    ['json', '{"env": {}, "env": {}}', CLAUDE],
    ['toml', 'model_providers = { other = { name = "x" } }', CODEX],
    ['toml', 'model_providers.ccload.name = "x"', CODEX],
    ['toml', 'model = ', CODEX],
    ['toml', '[model_provider]\na = 1', CODEX],
  ] as const)('%s: %s', (format, text, wishes) => {
    expect(() => withWishes(format, text, wishes)).toThrow(FormatError);
  });
});

it.each(['[__proto__]', '[a.__proto__]'])('%s changes nothing that all objects share', (header) => {
  const text = `${header}\nplanted = true\n`;
  expect(withWishes('toml', text, CODEX)).toContain(text);
  expect('planted' in {}).toBe(false);
});

describe('mutated files', () => {
  /** Cuts, doubles and swaps at any place of a file that is all right. */
  const mutation = fc.record({
    from: fc.nat(400),
    length: fc.nat(12),
    put: fc.oneof(
      fc.constantFrom(
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        '\n',
        '\r',
        '#',
        '=',
        '//',
        '/*',
        '\\',
        '"""',
        "'''",
        '.',
        '\u0000',
        '__proto__',
      ),
      fc.string({ maxLength: 6 }),
    ),
  });

  it.each(CASES)('of %s with %s are edited as meant or refused', (format, _, original, wishes) => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const text = mutations.reduce(
          (now, { from, length, put }) =>
            now.slice(0, from % (now.length + 1)) +
            put +
            now.slice((from % (now.length + 1)) + length),
          original,
        );
        let after: string;
        try {
          after = withWishes(format, text, wishes);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          return;
        }
        const { text: back } = undone(format, text, after, wishes);
        const read = (one: string): unknown => FORMATS[format].parse(one.replace(/^\uFEFF/, ''));
        expect(isSame(read(back), read(text))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
