import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readArguments, restartOptions } from '../../main/desktop/arguments.ts';
import { autostartPath, autostartText } from '../../main/desktop/autostart-file.ts';
import { closeAction } from '../../main/desktop/close-action.ts';
import { readLink } from '../../main/desktop/deep-link.ts';
import { isOwnPage, isOwnSender, linkToOpen } from '../../main/desktop/own-page.ts';
import { MIN_SIZE, placeWindow } from '../../main/desktop/window-bounds.ts';
import { webPreferences } from '../../main/desktop/web-preferences.ts';

describe('readArguments', () => {
  it('takes what is ours and leaves what Chromium adds', () => {
    const link = 'CCLOAD://v1/import?base_url=https://a.example';
    const given = ['--enable-x', '--port', '9000', '--hidden', '--data-dir=/d', link, '--port-x=1'];
    expect(readArguments(given)).toEqual({
      isHidden: true,
      isSmoke: false,
      link,
      engine: ['--port=9000', '--data-dir=/d'],
    });
    expect(readArguments(['--smoke', '--port'])).toEqual({
      isHidden: false,
      isSmoke: true,
      link: null,
      engine: [],
    });
  });
});

describe('restartOptions', () => {
  it('starts as it was, in sight, and without a link that was answered', () => {
    const given = ['.', '--port=9000', '--hidden', 'ccload://v1/import?x=1'];
    expect(restartOptions(given, undefined)).toEqual({ args: ['.', '--port=9000'] });
    expect(restartOptions([], '/home/me/ccload.AppImage')).toEqual({
      args: [],
      execPath: '/home/me/ccload.AppImage',
    });
  });
});

describe('readLink', () => {
  const link = (query: string) => readLink(`ccload://v1/import?${query}`);
  const base = `base_url=${encodeURIComponent('https://relay.example/v1')}`;

  it('reads every part', () => {
    expect(link(`name=My%20relay&${base}&type=openai&models=a,%20b,a,&api_key=sk-1`)).toEqual({
      ok: true,
      link: {
        name: 'My relay',
        baseUrl: 'https://relay.example/v1',
        protocol: 'openai-chat',
        models: ['a', 'b'],
        key: 'sk-1',
      },
    });
  });

  it('needs no more than a base URL, whose host is the name then', () => {
    expect(link(base)).toMatchObject({
      ok: true,
      link: { name: 'relay.example', protocol: null, models: [], key: null },
    });
  });

  it.each([
    ['http://127.0.0.1:9/v1', true],
    ['http://[::1]:9', true],
    ['http://localhost', true],
    ['http://relay.example', false],
    ['http://127.0.0.1.evil.example', false],
    ['https://user:pw@relay.example', false],
    ['https://relay.example?x=1', false],
    ['https://relay.example#x', false],
    ['javascript:alert(1)', false],
    ['file:///etc/passwd', false],
    ['', false],
  ])('base URL %s: %s', (url, isOk) => {
    expect(link(`base_url=${encodeURIComponent(url)}`).ok).toBe(isOk);
  });

  it.each([
    ['not a link', 'unknown'],
    ['https://v1/import', 'unknown'],
    ['ccload://v2/import?base_url=https://a.example', 'unknown'],
    ['ccload://v1/remove?base_url=https://a.example', 'unknown'],
    [`ccload://v1/import?${base}&${base}`, 'ambiguous'],
    [`ccload://v1/import?${base}&name=%20`, 'name'],
    [`ccload://v1/import?${base}&name=a%E2%80%AEb`, 'name'],
    [`ccload://v1/import?${base}&type=soap`, 'protocol'],
    [`ccload://v1/import?${base}&models=${'m'.repeat(257)}`, 'models'],
    [`ccload://v1/import?${base}&api_key=two%20words`, 'key'],
    [`ccload://v1/import?${base}&api_key=`, 'key'],
    [`ccload://v1/import?${base}&name=${'x'.repeat(9000)}`, 'tooLong'],
  ])('refuses %s', (text, why) => {
    expect(readLink(text)).toEqual({ ok: false, why });
  });

  it('never throws, and lets nothing through that is not https or loopback', () => {
    fc.assert(
      fc.property(fc.string(), fc.webUrl(), (text, url) => {
        readLink(text);
        const read = link(`base_url=${encodeURIComponent(url)}&name=${encodeURIComponent(text)}`);
        if (read.ok) expect(read.link.baseUrl).toMatch(/^https:/);
      }),
    );
  });
});

describe('placeWindow', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  const left = { x: -1280, y: 0, width: 1280, height: 1024 };

  it('opens where it stood, on the second screen too', () => {
    const bounds = { x: -1000, y: 40, width: 900, height: 700 };
    expect(placeWindow(bounds, [screen, left])).toEqual(bounds);
  });

  it('keeps the size and lets the system choose the place when its screen is gone', () => {
    const bounds = { x: -1000, y: 40, width: 900, height: 700 };
    expect(placeWindow(bounds, [screen])).toEqual({ width: 900, height: 700 });
    expect(placeWindow({ ...bounds, x: 1900 }, [screen])).not.toHaveProperty('x');
    expect(placeWindow({ ...bounds, x: 10, y: 1070 }, [screen])).not.toHaveProperty('x');
  });

  it('is never larger than the screen nor too small to use', () => {
    const huge = { x: 0, y: 0, width: 9000, height: 9000 };
    expect(placeWindow(huge, [screen])).toMatchObject({ width: 1920, height: 1080 });
    expect(placeWindow({ ...huge, width: 1, height: 1 }, [screen])).toMatchObject(MIN_SIZE);
  });

  it.each([null, 'x', {}, { x: 0, y: 0, width: 'wide', height: 1 }, { x: Number.NaN }])(
    'does not trust the file: %j',
    (stored) => {
      expect(placeWindow(stored, [screen])).toEqual({ width: 1240, height: 820 });
    },
  );
});

describe('closeAction', () => {
  const facts = { isQuitting: false, isQuitOnClose: false, trayHost: 'there' } as const;
  it.each([
    [facts, 'hide'],
    [{ ...facts, trayHost: 'unknown' as const }, 'minimize'],
    [{ ...facts, trayHost: 'missing' as const }, 'minimize'],
    [{ ...facts, isQuitOnClose: true }, 'quit'],
    [{ ...facts, isQuitOnClose: true, isQuitting: true }, 'close'],
  ])('%j → %s', (given, action) => {
    expect(closeAction(given)).toBe(action);
  });
});

describe('whose page it is', () => {
  const own = 'http://127.0.0.1:8080';

  it.each([
    ['http://127.0.0.1:8080/web/#/x', true],
    ['http://127.0.0.1:8081/web/', false],
    ['http://localhost:8080/web/', false],
    ['https://127.0.0.1:8080/', false],
    ['about:blank', false],
    ['', false],
  ])('%s: %s', (url, isOwn) => {
    expect(isOwnPage(url, own)).toBe(isOwn);
    expect(isOwnSender({ url, parent: null }, own)).toBe(isOwn);
    expect(isOwnSender({ url, parent: {} }, own)).toBe(false);
  });

  it('is nobody when the frame is gone', () => {
    expect(isOwnSender(null, own)).toBe(false);
  });

  it.each([
    ['https://docs.example/a', 'https://docs.example/a'],
    ['http://docs.example', null],
    ['https://user@docs.example', null],
    ['file:///etc/passwd', null],
    ['vscode://x', null],
    ['nonsense', null],
  ])('the browser of the system opens %s as %s', (url, opened) => {
    expect(linkToOpen(url)).toBe(opened);
  });
});

describe('the autostart file of Linux', () => {
  it('lies where the desktop looks', () => {
    expect(autostartPath({}, '/home/u', 'ccload')).toBe('/home/u/.config/autostart/ccload.desktop');
    const env = { XDG_CONFIG_HOME: '/x' };
    expect(autostartPath(env, '/home/u', 'ccload')).toBe('/x/autostart/ccload.desktop');
    const relative = { XDG_CONFIG_HOME: 'x' };
    expect(autostartPath(relative, '/home/u', 'a')).toBe('/home/u/.config/autostart/a.desktop');
  });

  it('quotes the program by the rules of desktop entries', () => {
    expect(autostartText('ccLoad', '/opt/a b/100%"$`\\x')).toContain(
      String.raw`Exec="/opt/a b/100%%\\"\\$\\` + '`' + String.raw`\\\\x" --hidden`,
    );
  });
});

describe('webPreferences', () => {
  it('closes what can be closed', () => {
    expect(webPreferences('/p.cjs')).toEqual({
      preload: '/p.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      spellcheck: false,
    });
  });
});
