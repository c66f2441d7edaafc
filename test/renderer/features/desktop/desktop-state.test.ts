// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  DesktopAnswer,
  DesktopBridge,
  DesktopCallName,
  DesktopFacts,
  LinkView,
} from '#contracts/desktop';
import { DesktopState } from '../../../../renderer/src/features/desktop/desktop-state.svelte.ts';

const FACTS: DesktopFacts = {
  settings: {
    isLaunchedAtLogin: false,
    isQuitOnClose: false,
    isUpdateChecked: true,
    notifications: { failover: true, cooling: true, allDown: true, budget: true, update: true },
    language: 'en',
  },
  loginProblem: null,
  keysOpenedBy: 'keyStore',
  areKeysLocked: false,
  takenPort: null,
  isTrayCertain: true,
};

const LINK: LinkView = {
  id: 1,
  name: 'Relay',
  baseUrl: 'https://relay.example',
  host: 'relay.example',
  protocol: null,
  models: [],
  keyMask: null,
};

/** The shell as a page sees it: it answers what stands here, and tells when that has changed. */
class ScriptedShell {
  facts = FACTS;
  link: LinkView | null = null;
  refusal: string | null = null;
  readonly asked: (readonly [DesktopCallName, unknown])[] = [];
  #tell: (() => void) | null = null;

  readonly bridge: DesktopBridge = {
    invoke: (async (name: DesktopCallName, argument: unknown): Promise<DesktopAnswer<unknown>> => {
      if (name !== 'readFacts' && name !== 'pendingLink') {
        this.asked.push([name, argument]);
        if (this.refusal !== null) {
          return {
            ok: false,
            error: { code: 'desktop.failed', message: this.refusal, values: {} },
          };
        }
      }
      return { ok: true, data: name === 'pendingLink' ? this.link : this.facts };
    }) as DesktopBridge['invoke'],
    onChanged: (listener) => {
      this.#tell = listener;
      return () => {
        this.#tell = null;
      };
    },
  };

  async change(change: Partial<Pick<ScriptedShell, 'facts' | 'link'>>): Promise<void> {
    Object.assign(this, change);
    this.#tell?.();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what the page knows of the shell', () => {
  let shell: ScriptedShell;
  let desktop: DesktopState;
  let end: () => void;

  beforeEach(async () => {
    shell = new ScriptedShell();
    desktop = new DesktopState(shell.bridge);
    end = desktop.start();
    await settled();
  });

  it('is read at once, and again whenever the shell says so, until it ends', async () => {
    expect([desktop.facts, desktop.link]).toEqual([FACTS, null]);
    await shell.change({ facts: { ...FACTS, areKeysLocked: true }, link: LINK });
    expect([desktop.facts?.areKeysLocked, desktop.link]).toEqual([true, LINK]);
    end();
    await shell.change({ facts: FACTS });
    expect(desktop.facts?.areKeysLocked).toBe(true);
  });

  it('follows the answer to a change', async () => {
    shell.facts = { ...FACTS, isTrayCertain: false };
    await desktop.change({ isQuitOnClose: true });
    expect(shell.asked).toEqual([['changeSettings', { isQuitOnClose: true }]]);
    expect([desktop.facts?.isTrayCertain, desktop.problem]).toEqual([false, null]);
  });

  it('stays, with the reason, where a wish is refused, and forgets the reason with the next', async () => {
    shell.refusal = 'The system said no.';
    await desktop.change({ isLaunchedAtLogin: true });
    expect([desktop.facts, desktop.problem]).toEqual([FACTS, 'The system said no.']);
    shell.refusal = null;
    await desktop.restart();
    expect([shell.asked.at(-1), desktop.problem]).toEqual([['restart', null], null]);
  });

  it.each([
    ['useFreePort', (state: DesktopState) => state.useFreePort()],
    ['retryPort', (state: DesktopState) => state.retryPort()],
  ] as const)('looks again after %s', async (name, wish) => {
    const takenPort = { port: 8080, holder: 'nginx', freePort: 9090 };
    await shell.change({ facts: { ...FACTS, takenPort } });
    expect(desktop.facts?.takenPort).toEqual(takenPort);
    shell.facts = FACTS;
    await wish(desktop);
    expect(shell.asked).toEqual([[name, null]]);
    expect(desktop.facts?.takenPort).toBeNull();
  });

  it('shows a link until it was answered, and keeps it where the answer came to nothing', async () => {
    await shell.change({ link: LINK });
    shell.refusal = 'The name is taken.';
    expect(await desktop.answerLink(LINK, 'Relay')).toBe(false);
    expect([desktop.link, desktop.problem]).toEqual([LINK, 'The name is taken.']);
    shell.refusal = null;
    expect(await desktop.answerLink(LINK, 'Relay 2')).toBe(true);
    expect([desktop.link, desktop.problem]).toEqual([null, null]);
    expect(shell.asked.at(-1)).toEqual(['answerLink', { id: 1, name: 'Relay 2' }]);
  });

  it('does not lose a link that came while another was answered', async () => {
    await shell.change({ link: LINK });
    const next = { ...LINK, id: 2 };
    const answered = desktop.answerLink(LINK, null);
    await shell.change({ link: next });
    await answered;
    expect(desktop.link).toEqual(next);
  });
});
