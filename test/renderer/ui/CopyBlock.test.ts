import { flushSync } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import CopyBlock from '../../../renderer/src/ui/CopyBlock.svelte';
import { draw, english, press } from '../support/draw.ts';

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

async function copy(
  props: { text: string; secretText?: string },
  write: (text: string) => Promise<void>,
) {
  vi.stubGlobal('navigator', { clipboard: { writeText: write } });
  const { target } = draw(CopyBlock, { ...props, t: english.t });
  press(target, 'Copy');
  await settled();
  flushSync();
  return target;
}

describe('CopyBlock', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('shows one text and copies the other, which has the secret', async () => {
    const copied: string[] = [];
    const target = await copy({ text: 'key=…', secretText: 'key=sk-1' }, async (text) => {
      copied.push(text);
    });
    expect(copied).toEqual(['key=sk-1']);
    expect(target.querySelector('pre')?.textContent).toBe('key=…');
    expect(target.querySelector('[role=status]')?.textContent.trim()).toBe('Copied');
  });

  it('says what to do where the browser does not let it', async () => {
    const target = await copy({ text: 'line' }, () => Promise.reject(new Error('denied')));
    expect(target.querySelector('[role=status]')?.textContent.trim()).toBe(
      'Select it and copy it by hand',
    );
  });
});
