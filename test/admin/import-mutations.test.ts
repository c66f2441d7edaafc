import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TREE_PARSERS } from '../../main/admin/import-parsers.ts';
import { planImport } from '../../main/admin/import-plan.ts';
import { readSwitchTables } from '../../main/core/import/cc-switch.ts';
import { readText, tomlOf } from '../../main/core/import/read-text.ts';
import { ChannelBook } from '../../main/state/channel-book.ts';
import { SettingsBook } from '../../main/state/settings-book.ts';
import { TokenBook } from '../../main/state/token-book.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';

const SECRET = 'sk-ant-api03-QWERTZUIOPASDFGH';

const SAMPLES = {
  csv: `name,api_key,url,priority,models,model_redirects,enabled\nA,${SECRET},https://a.example,10,"[""m-1"",""m-2""]","{""m-1"":""x""}",true\nB,"${SECRET}2,k-3",https://b.example,5,"[\\"m-3\\"]",,0\n`,
  ccProxy: `{"port":3456, // port\n"backends":[{"name":"A","base_url":"https://a.example","token":"${SECRET}","enabled":true}],"failover":{"circuit_breaker":{"failure_threshold":3}}}`,
  loadBalancer: `{"algorithm":"random","servers":[{"url":"https://a.example","weight":5,"token":"${SECRET}"}],"fallback":true,"cooldown":60,"auth_keys":["${SECRET}9"]}`,
  router: `{"Providers":[{"name":"a","api_base_url":"https://a.example/v1/messages","api_key":"${SECRET}","models":["m"],"transformer":{"use":["x",["y",{}]]}}],"APIKEY":"${SECRET}"}`,
  yaml: `api-keys: ["${SECRET}"]\nclaude-api-key:\n  - api-key: "${SECRET}"\n    base-url: "https://a.example"\n    models:\n      - name: m\n        alias: n\nopenai-compatibility:\n  - name: or\n    base-url: https://o.example\n    api-key-entries: [{ api-key: "${SECRET}" }]\n`,
  environment: `CCLOAD_API_TOKENS=${SECRET}|name\nexport ANTHROPIC_BASE_URL="https://a.example"\nexport ANTHROPIC_API_KEY='${SECRET}'\n`,
} as const;

const TOML = `model_provider = "r"\n[model_providers.r]\nbase_url = "https://r.example"\nwire_api = "chat"\n`;

/** Cuts, doubles, swaps and puts in what parsers stumble over. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 12 }),
  by: fc.constantFrom(
    ...['', '"', "'", '\\', ',', ';', '{', '}', '[', ']', ':', '\n', '\r', '\t', '\0', '\uFEFF'],
    ...['null', '-1', '1e999', '{}', '[[]]', '""', '\\"', '\uD800', '__proto__', '&a', '*a', '# '],
  ),
  isDoubled: fc.boolean(),
});
const mutated = (sample: string) =>
  fc.array(edit, { minLength: 1, maxLength: 8 }).map((edits) =>
    edits.reduce((text, { at, length, by, isDoubled }) => {
      const from = Math.floor(at * text.length);
      const cut = text.slice(from, from + length);
      return text.slice(0, from) + (isDoubled ? cut + cut : by) + text.slice(from + length);
    }, sample),
  );

const deps = {
  books: {
    channels: new ChannelBook(),
    tokens: new TokenBook(),
    settings: new SettingsBook({ values: {}, lockedBy: {} }, {}),
  },
  isOwnAddress: () => false,
  isOwnToken: () => false,
};

function check(found: ReturnType<typeof readText>): void {
  const { plan, drafts } = planImport(found, null, deps);
  for (const channel of plan.channels) {
    const isRefused = channel.verdict === 'refused';
    expect(isRefused).toBe(Object.keys(channel.errors).length > 0);
    expect(drafts.has(channel.key)).toBe(channel.verdict === 'new');
  }
  const isEmpty = plan.channels.length + plan.tokens.length + plan.settings.length === 0;
  if (isEmpty) expect(plan.problems.length).toBeGreaterThan(0);
  // A part of a key may end up as a name, where somebody would see it in any list; whole it never does.
  const told = JSON.stringify([plan.problems, plan.channels.map(({ errors }) => errors)]);
  expect(told).not.toContain(SECRET);
}

describe('a text that was damaged', () => {
  it.each(Object.entries(SAMPLES))(
    'is read as far as it goes, or refused field by field: %s',
    (_, sample) => {
      fc.assert(
        fc.property(mutated(sample), (text) => check(readText(text, TREE_PARSERS))),
        { numRuns: fuzzRuns(100, 1500) },
      );
    },
  );

  it('is read as far as it goes where it is TOML inside of JSON', () => {
    fc.assert(
      fc.property(mutated(TOML), (config) => {
        const settings = JSON.stringify({ auth: { OPENAI_API_KEY: SECRET }, config });
        const row = { id: 'a', app_type: 'codex', name: 'A', settings_config: settings };
        check(readSwitchTables({ providers: [row], endpoints: [] }, tomlOf(TREE_PARSERS)));
      }),
      { numRuns: fuzzRuns(100, 1500) },
    );
  });

  it('is refused where it is nested without end', () => {
    const deep = '['.repeat(100_000);
    for (const text of [deep, `claude-api-key: ${deep}`, `{"backends": ${deep}`]) {
      expect(readText(text, TREE_PARSERS).problems).toMatchObject([{ isEntryLost: true }]);
    }
  });
});
