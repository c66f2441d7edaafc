// @vitest-environment node
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalText } from '../../../renderer/src/i18n/refusal-text.ts';
import { zh } from '../../../renderer/src/i18n/zh.ts';

const main = join(import.meta.dirname, '../../../main');
const sources = globSync(['{admin,connect,store,desktop}/**/*.ts'], { cwd: main }).map((file) =>
  readFileSync(join(main, file), 'utf8'),
);

function found(pattern: RegExp): string[] {
  return [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, one]) => one)))]
    .filter((one) => one !== undefined)
    .sort();
}

const MESSAGE = 'Words of the program.';
const CODES = found(/(?:new AppError|refused)\(\s*'([^']+)'/g);
const CLAUSES = found(/(?:FormatError|unreadable\(file,|damaged\(file,)\s*\(?\s*'([a-z][^']+)'/g);

describe('refusalText', () => {
  it('finds what the program refuses', () => {
    expect(CODES.length).toBeGreaterThan(40);
    expect(CLAUSES).toContain('it is not valid JSON');
    expect(CLAUSES).toContain('it is of another version');
  });

  it.each(CODES)('says %s in Chinese', (code) => {
    const text = zh.problem.codes[code] ?? refusalText({ code, message: MESSAGE }, 'zh');
    expect(text).toMatch(/\p{Script=Han}/u);
    expect(text).not.toContain('undefined');
  });

  it.each(CLAUSES)('says of a file in Chinese that %s', (why) => {
    const values = { file: '/home/me/.codex/config.toml', why, line: 3 };
    const text = refusalText({ code: 'connect.not-editable', message: MESSAGE, values }, 'zh');
    expect(text).toBe(text.replaceAll(/[a-z]+ [a-z]+/g, '?'));
    expect(text).toContain('（第 3 行）');
  });

  it('names what the program names', () => {
    const values = { file: 'settings.json', why: '"env" is no object', line: null };
    expect(refusalText({ code: 'connect.not-editable', message: MESSAGE, values }, 'zh')).toBe(
      '未改动 settings.json：“env”不是对象。',
    );
    const locked = { why: 'locked', channel: 'Relay' };
    expect(refusalText({ code: 'replay.impossible', message: MESSAGE, values: locked }, 'zh')).toBe(
      '无法重放到渠道“Relay”：密钥处于锁定状态。',
    );
  });

  it('leaves English and what it does not know in the words of the program', () => {
    expect(refusalText({ code: 'undo.too-late', message: MESSAGE }, 'en')).toBe(MESSAGE);
    expect(refusalText({ code: 'some.new-code', message: MESSAGE }, 'zh')).toBe(MESSAGE);
  });
});
