import { describe, expect, it } from 'vitest';
import { siteOf } from '../../main/admin/same-origin.ts';

describe('siteOf', () => {
  const host = '127.0.0.1:8080';

  it.each([
    ['same', { secFetchSite: 'same-origin', origin: undefined, host }],
    ['same', { secFetchSite: undefined, origin: 'http://127.0.0.1:8080', host }],
    ['same', { secFetchSite: undefined, origin: 'http://Proxy.example', host: 'proxy.EXAMPLE' }],
    ['same', { secFetchSite: undefined, origin: 'https://proxy.example', host: 'proxy.example' }],
    ['same', { secFetchSite: undefined, origin: 'http://[::1]:8080', host: '[::1]:8080' }],
    ['unknown', { secFetchSite: undefined, origin: undefined, host }],
    ['unknown', { secFetchSite: 'none', origin: undefined, host }],
    ['foreign', { secFetchSite: 'same-site', origin: undefined, host }],
    ['foreign', { secFetchSite: 'cross-site', origin: undefined, host }],
    ['foreign', { secFetchSite: 'same-origin', origin: 'http://127.0.0.1:3000', host }],
    ['foreign', { secFetchSite: undefined, origin: 'http://localhost:8080', host }],
    ['foreign', { secFetchSite: undefined, origin: 'http://127.0.0.1', host }],
    ['foreign', { secFetchSite: undefined, origin: 'null', host }],
    ['foreign', { secFetchSite: undefined, origin: 'file://', host }],
    ['foreign', { secFetchSite: undefined, origin: 'http://127.0.0.1:8080', host: undefined }],
  ])('calls it %s: %j', (site, provenance) => {
    expect(siteOf(provenance)).toBe(site);
  });
});
