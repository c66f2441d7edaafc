import { describe, expect, it } from 'vitest';
import { faults, repaired } from '../../scripts/lock.mjs';

const native = 'node_modules/better-sqlite3';
const sound = { integrity: 'sha512-a' };

describe('faults of a lock file', () => {
  it('are none when the native package is kept from being compiled', () => {
    expect(faults({ packages: { '': {}, [native]: { ...sound, gypfile: false } } })).toEqual([]);
  });

  it('name the native package after an `npm install` dropped the mark', () => {
    expect(faults({ packages: { [native]: sound } })).toEqual([
      expect.stringContaining('"gypfile": false'),
    ]);
  });

  it('name a package that is tied to an address, and one without a hash', () => {
    const found = faults({
      packages: {
        [native]: { ...sound, gypfile: false },
        'node_modules/a': { ...sound, resolved: 'https://mirror.test/a.tgz' },
        'node_modules/b': {},
      },
    });
    expect(found).toEqual([
      expect.stringContaining('https://mirror.test/a.tgz'),
      expect.stringContaining('node_modules/b'),
    ]);
  });

  it('name a binding for another platform that is missing', () => {
    const found = faults({
      packages: {
        [native]: { ...sound, gypfile: false },
        'node_modules/a': { ...sound, optionalDependencies: { '@a/linux': '1', '@a/win32': '1' } },
        'node_modules/@a/linux': sound,
      },
    });
    expect(found).toEqual([expect.stringContaining('@a/win32')]);
  });
});

describe('repairing a lock file', () => {
  it('mends the mark and the addresses and keeps the rest', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        [native]: { ...sound, resolved: 'https://mirror.test/b.tgz' },
        'node_modules/a': { ...sound, dev: true },
      },
    };
    expect(repaired(lock)).toEqual({
      lockfileVersion: 3,
      packages: {
        [native]: { ...sound, gypfile: false },
        'node_modules/a': { ...sound, dev: true },
      },
    });
  });

  it('leaves no fault behind that it can mend', () => {
    const lock = { packages: { [native]: { ...sound, resolved: 'https://mirror.test/b.tgz' } } };
    expect(faults(repaired(lock))).toEqual([]);
  });
});
