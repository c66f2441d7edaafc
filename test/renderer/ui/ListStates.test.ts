import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { LoadedView } from '../../../renderer/src/api/loaded.svelte.ts';
import { Language } from '../../../renderer/src/i18n/language.svelte.ts';
import ListStates from '../../../renderer/src/ui/ListStates.svelte';

let remove: () => void = () => undefined;

function draw(view: LoadedView<string>): { target: HTMLElement; retries: number[] } {
  const target = document.createElement('div');
  const retries: number[] = [];
  const component = mount(ListStates, {
    target,
    props: {
      view,
      language: new Language(['en'], { read: () => null, write: () => undefined }),
      onRetry: () => retries.push(1),
      children: createRawSnippet((data: () => string) => ({
        render: () => `<p>${data()}</p>`,
      })),
    },
  });
  remove = () => void unmount(component);
  flushSync();
  return { target, retries };
}

describe('ListStates', () => {
  afterEach(() => {
    remove();
  });

  it('says that it is loading', () => {
    expect(draw({ kind: 'loading' }).target.textContent).toContain('Loading…');
  });

  it('says what failed and offers another try', () => {
    const { target, retries } = draw({ kind: 'failed', problem: { kind: 'unreachable' } });
    expect(target.querySelector('[role=alert]')?.textContent).toContain(
      'This could not be loaded. The program does not answer.',
    );
    target.querySelector('button')?.click();
    expect(retries).toHaveLength(1);
  });

  it('shows what is there', () => {
    const { target } = draw({ kind: 'ready', data: 'rows', problem: null });
    expect(target.textContent).toContain('rows');
    expect(target.querySelector('[role=alert]')).toBeNull();
  });

  it('keeps what is there under a failed refresh', () => {
    const problem = { kind: 'unexpected', status: 502 } as const;
    const { target } = draw({ kind: 'ready', data: 'rows', problem });
    expect(target.textContent).toContain('rows');
    expect(target.textContent).toContain('could not be refreshed');
  });
});
