import { describe, expect, it } from 'vitest';
import {
  isTimeToRestart,
  updateOffer,
  updateWay,
  type InstallFacts,
} from '../../main/desktop/update-plan.ts';

const facts: InstallFacts = {
  platform: 'linux',
  isPackaged: true,
  isAppImage: false,
  isSigned: false,
};

describe('the way of an update', () => {
  it.each<[string, Partial<InstallFacts>, string]>([
    ['is none where the sources are run', { isPackaged: false, isAppImage: true }, 'none'],
    ['is the installer of Windows, signed or not', { platform: 'win32' }, 'install'],
    [
      'is the program itself on a signed macOS build',
      { platform: 'darwin', isSigned: true },
      'install',
    ],
    ['is the page on an unsigned macOS build', { platform: 'darwin' }, 'page'],
    ['is the file itself for an AppImage', { isAppImage: true }, 'install'],
    ['is the page for a deb, which the package manager owns', {}, 'page'],
  ])('%s', (_, given, way) => {
    expect(updateWay({ ...facts, ...given })).toBe(way);
  });
});

describe('the offer of an update', () => {
  const found = { version: '2.0.0', isDownloaded: false };

  it('is none without a newer version, or without a way', () => {
    expect(updateOffer('install', null)).toBeNull();
    expect(updateOffer('none', found)).toBeNull();
  });

  it('is the download first and the restart afterwards', () => {
    expect(updateOffer('install', found)).toEqual({ kind: 'download', version: '2.0.0' });
    const downloaded = { ...found, isDownloaded: true };
    expect(updateOffer('install', downloaded)).toEqual({ kind: 'restart', version: '2.0.0' });
  });

  it('is the page where nothing can be installed', () => {
    expect(updateOffer('page', found)).toEqual({ kind: 'page', version: '2.0.0' });
  });
});

it('restarts only when asked to, and never while a request is running', () => {
  expect(isTimeToRestart(true, 0)).toBe(true);
  expect(isTimeToRestart(true, 1)).toBe(false);
  expect(isTimeToRestart(false, 0)).toBe(false);
});
