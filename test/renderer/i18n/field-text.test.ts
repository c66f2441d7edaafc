// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldsOf } from '../../../main/admin/schema-errors.ts';
import { parseFilter } from '../../../main/core/filter/parse.ts';
import { fieldText } from '../../../renderer/src/i18n/field-text.ts';

const schema = z.object({
  name: z.string().min(1),
  long: z.string().max(3),
  few: z.array(z.string()).min(1),
  many: z.array(z.string()).max(1),
  whole: z.int().min(1).max(9),
  low: z.number().min(1),
  high: z.number().max(9),
  kind: z.enum(['a', 'b']),
  isOn: z.boolean(),
  text: z.string(),
});

const wrong = {
  name: '',
  long: 'four',
  few: [],
  many: ['a', 'b'],
  whole: 1.5,
  low: 0,
  high: 10,
  kind: 'c',
  isOn: 'yes',
  text: 3,
};

describe('fieldText', () => {
  it('says in Chinese whatever a schema complains about', () => {
    const found = schema.safeParse(wrong);
    const fields = fieldsOf(found.error ?? new z.ZodError([]));
    expect(Object.keys(fields)).toEqual(Object.keys(wrong));
    for (const sentence of Object.values(fields))
      expect(fieldText(sentence, 'zh'), sentence).not.toMatch(/must|need|may/);
    expect(fieldText(fields['long'] ?? '', 'zh')).toBe('最多 3 个字符');
  });

  it.each([
    'status:abc',
    'status:',
    'nosuch:1',
    'model>3',
    'is:strange',
    'outcome:strange',
    'id:zzz',
    'before:never',
    '"open',
    Array.from({ length: 60 }, () => 'word').join(' '),
  ])('says in Chinese what is wrong with the filter %s', (filter) => {
    const parsed = parseFilter(filter, { now: 0, zone: { name: 'UTC', offsetMsAt: () => 0 } });
    const errors = parsed.ok ? [] : parsed.errors;
    expect(errors).not.toEqual([]);
    for (const { message } of errors)
      expect(fieldText(message, 'zh'), message).not.toMatch(/must|need|has|known|takes|than/);
  });

  it('leaves English alone, and what it does not know', () => {
    expect(fieldText('must not be empty', 'en')).toBe('must not be empty');
    expect(fieldText('is something new', 'zh')).toBe('is something new');
  });
});
