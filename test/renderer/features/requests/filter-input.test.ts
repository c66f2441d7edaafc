// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import { FilterInput } from '../../../../renderer/src/features/requests/filter-input.svelte.ts';

describe('FilterInput', () => {
  let filter: string;
  let input: FilterInput;

  beforeEach(() => {
    filter = '';
    input = new FilterInput({
      filter: () => filter,
      sources: () => ({ channels: ['relay tokyo', 'main'], models: [], tokens: [] }),
      onChange: (changed) => (filter = changed),
    });
  });

  it('makes a term of what is typed when a space ends it', () => {
    input.type('is:failed ');
    expect(filter).toBe('is:failed');
    expect(input.text).toBe('');
  });

  it('takes a space in quotes as a part of the term', () => {
    input.type('channel:"relay ');
    expect(filter).toBe('');
    input.type('channel:"relay tokyo" ');
    expect(filter).toBe('channel:"relay tokyo"');
  });

  it('takes the suggestion that is marked: a field first, then its value', () => {
    input.type('cha');
    input.move(1);
    input.enter();
    expect(input.text).toBe('channel:');
    expect(filter).toBe('');
    input.move(1);
    input.enter();
    expect(filter).toBe('channel:"relay tokyo"');
  });

  it('comes from the last suggestion back to what is typed', () => {
    input.type('channel:');
    input.move(-1);
    expect(input.active).toBe(1);
    input.move(1);
    expect(input.active).toBe(-1);
  });

  it('clears one thing after the other', () => {
    filter = 'is:failed';
    input.type('mod');
    expect(input.clear()).toBe(true);
    expect(input.text).toBe('mod');
    expect(input.clear()).toBe(true);
    expect(input.text).toBe('');
    expect(input.clear()).toBe(true);
    expect(filter).toBe('');
  });
});
