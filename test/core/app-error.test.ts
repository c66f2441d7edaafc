import { describe, expect, it } from 'vitest';
import { AppError } from '../../main/core/app-error.ts';

describe('AppError', () => {
  it('carries its code, its sentence and the fields that are wrong', () => {
    const error = new AppError('channel.invalid', 'The channel is not valid.', {
      fields: { name: 'is missing' },
    });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('AppError');
    expect(error.code).toBe('channel.invalid');
    expect(error.message).toBe('The channel is not valid.');
    expect(error.fields).toEqual({ name: 'is missing' });
  });

  it('keeps the cause, and has no empty one', () => {
    const cause = new Error('disk full');
    expect(new AppError('store.failed', 'Not saved.', { cause }).cause).toBe(cause);
    expect(Object.hasOwn(new AppError('a.b', 'No.'), 'cause')).toBe(false);
  });
});
