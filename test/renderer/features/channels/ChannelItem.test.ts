import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { KeyId } from '#contracts/channel';
import ChannelItem from '../../../../renderer/src/features/channels/ChannelItem.svelte';
import { Language } from '../../../../renderer/src/i18n/language.svelte.ts';
import { aChannel } from '../../support/builders.ts';

let remove: () => void = () => undefined;

function draw(props: Readonly<Record<string, unknown>>): HTMLElement {
  const target = document.createElement('div');
  const component = mount(ChannelItem, {
    target,
    props: {
      channel: aChannel({ name: 'main' }),
      language: new Language(['en'], { read: () => null, write: () => undefined }),
      problem: null,
      isSwitchDisabled: false,
      onSwitch: () => undefined,
      onDismiss: () => undefined,
      ...props,
    },
  });
  remove = () => void unmount(component);
  flushSync();
  return target;
}

const keys = (count: number, isEnabled = true) =>
  Array.from({ length: count }, (_, i) => ({
    id: i as KeyId,
    mask: `sk-${i}…`,
    note: '',
    isEnabled,
    isLocked: false,
  }));

describe('ChannelItem', () => {
  afterEach(() => {
    remove();
  });

  it('switches to the other position', () => {
    const wanted: boolean[] = [];
    const target = draw({ onSwitch: (isEnabled: boolean) => wanted.push(isEnabled) });
    const button = target.querySelector<HTMLButtonElement>('[role=switch]');
    expect(button?.getAttribute('aria-label')).toBe('Channel main is enabled');
    expect(button?.getAttribute('aria-checked')).toBe('true');
    button?.click();
    expect(wanted).toEqual([false]);
  });

  it('does not switch while the server has not answered', () => {
    const wanted: boolean[] = [];
    const target = draw({ isSwitchDisabled: true, onSwitch: (isOn: boolean) => wanted.push(isOn) });
    target.querySelector<HTMLButtonElement>('[role=switch]')?.click();
    expect(wanted).toEqual([]);
  });

  it.each([true, false])('marks a channel that trusts any certificate: %s', (isTlsInsecure) => {
    const target = draw({ channel: aChannel({ isTlsInsecure }) });
    expect(target.textContent.includes('certificate is not verified')).toBe(isTlsInsecure);
  });

  it('shows the first keys and counts the others', () => {
    const text = draw({ channel: aChannel({ keys: keys(5) }) }).textContent;
    expect(text).toContain('5 keys');
    expect(text).toContain('sk-2…');
    expect(text).not.toContain('sk-3…');
    expect(text).toContain('and 2 more');
  });

  it('warns when an enabled channel has no key to use, and not when it is off anyway', () => {
    const channel = aChannel({ keys: keys(2, false) });
    expect(draw({ channel }).textContent).toContain('no usable key');
    remove();
    expect(draw({ channel: { ...channel, isEnabled: false } }).textContent).not.toContain(
      'no usable',
    );
  });

  it('counts the models, or says that any will do', () => {
    const model = { name: 'claude-sonnet', upstreamNames: ['sonnet-5'], isEnabled: true };
    const text = draw({ channel: aChannel({ models: [model] }) }).textContent;
    expect(text).toContain('1 model');
    expect(text).toContain('→ sonnet-5');
    remove();
    expect(draw({}).textContent).toContain('any model');
  });

  it('says why a switch was refused', () => {
    const target = draw({ problem: { kind: 'unreachable' } });
    expect(target.querySelector('[role=alert]')?.textContent).toContain(
      'Not changed: The program does not answer.',
    );
  });
});
