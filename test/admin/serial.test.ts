import { describe, expect, it } from 'vitest';
import { Serial } from '../../main/admin/serial.ts';

describe('Serial', () => {
  it('begins a job only when the one before has ended', async () => {
    const serial = new Serial();
    const steps: string[] = [];
    const job = (name: string) => async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all([serial.run(job('a')), serial.run(job('b'))]);
    expect(results).toEqual(['a', 'b']);
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('goes on after a job that failed, which only its caller hears of', async () => {
    const serial = new Serial();
    const failed = serial.run(() => Promise.reject(new Error('no')));
    const next = serial.run(() => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(serial.size).toBe(0);
  });
});
