import { describe, expect, it } from 'vitest';
import { parseHeaderParameters } from '../../main/core/header-parameters.ts';

describe('parseHeaderParameters', () => {
  it.each([
    ['text/plain', 'text/plain', {}],
    [' Multipart/Form-Data ; Boundary=aB', 'multipart/form-data', { boundary: 'aB' }],
    ['a; b="c;d=e"; f=g', 'a', { b: 'c;d=e', f: 'g' }],
    ['a; b="c\\"; d=\\\\"; e=f', 'a', { b: 'c"; d=\\', e: 'f' }],
    ['a;b=1;B=2', 'a', { b: '1' }],
    ['a; b = "c" ;d= e ', 'a', { b: 'c', d: 'e' }],
    ['a; b=""; c=', 'a', { b: '', c: '' }],
    ['a; b; c=d', 'a', { c: 'd' }],
    ['a; b="never closed; c=d', 'a', { b: 'never closed; c=d' }],
    ['a; b="x\\', 'a', { b: 'x' }],
    ['', '', {}],
  ])('takes %j apart', (header, value, parameters) => {
    const parsed = parseHeaderParameters(header);
    expect(parsed.value).toBe(value);
    expect(Object.fromEntries(parsed.parameters)).toEqual(parameters);
  });
});
