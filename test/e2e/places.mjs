/** Every screen, panel and dialog that a person can come to, and how. */

/**
 * @import { Page } from 'playwright-core'
 *
 * @typedef {object} Place
 * @property {string} name
 * @property {string} hash
 * @property {(page: Page) => Promise<unknown>} [reach] what is done there, in English
 * @property {string | RegExp} [text] what is there in the end
 *
 * @typedef {{ relay: number, token: number, answered: string, failed: string, captured: string, live: string }} Ids
 */

/** Lines as ccLoad writes them, some of which cannot be read. */
export const TABLE = `name,channel_type,url,api_key,models,priority,enabled,colour
anthropic,anthropic,https://api.anthropic.com,sk-ant-import-0001,claude-opus-4-5,30,true,blue
openrouter,openai,https://openrouter.ai/api/v1,sk-or-import-0002,"gpt-5.2,deepseek-chat",5,true,
no-address,openai,,sk-import-0003,gpt-5.2,1,true,
half,openai,https://half.example/v1,sk-import-0004,gpt-5.2,many,perhaps,
no-models,gemini,https://generativelanguage.googleapis.com,sk-import-0005,,1,true,
`;

/** @param {string} name @returns {(page: Page) => Promise<void>} */
const press = (name) => (page) => page.getByRole('button', { name }).first().click();

/** @param {string} key @returns {(page: Page) => Promise<void>} */
const opened = (key) => async (page) => {
  await page.keyboard.press(key);
  await page.getByRole('dialog').waitFor();
};

const SECTIONS = 'general,proxy,routing,cooldowns,timeouts,costs,data,security,diagnostics'.split(
  ',',
);
const TABS = 'basics,keys,models,limits,conversion,advanced,rules'.split(',');

/** @param {Ids} ids @returns {Place[]} */
function channelPlaces({ relay }) {
  return [
    { name: 'channels', hash: '#/channels' },
    { name: 'channels, none found', hash: '#/channels?q=nobody' },
    {
      name: 'channels, several picked',
      hash: '#/channels',
      reach: async (page) => {
        for (const box of await page.getByRole('checkbox', { name: /^Select / }).all())
          await box.check();
      },
      text: '3 selected',
    },
    { name: 'channel, to add', hash: '#/channels?id=new', text: 'Or choose a vendor' },
    ...TABS.map((id) => ({ name: `channel, ${id}`, hash: `#/channels?id=${relay}&tab=${id}` })),
    { name: 'channel, new', hash: '#/channels?id=new&preset=openrouter&tab=conversion' },
    {
      name: 'channel, with errors',
      hash: '#/channels?id=new&preset=custom',
      reach: (page) => page.keyboard.press('Control+s'),
      text: /has errors/,
    },
    { name: 'channel, tested', hash: `#/channels?id=${relay}&check=1`, text: 'No list of models' },
    { name: 'channel, rule', hash: `#/channels?id=${relay}&tab=rules`, reach: press('Add a rule') },
    { name: 'channel, gone', hash: '#/channels?id=999', text: 'There is no such channel' },
    {
      name: 'discard',
      hash: `#/channels?id=${relay}`,
      reach: async (page) => {
        await page.getByLabel('Name', { exact: true }).fill('changed');
        await page.keyboard.press('Escape');
      },
      text: /has not been saved/,
    },
    { name: 'import', hash: '#/channels?id=import' },
    {
      name: 'import, previewed',
      hash: '#/channels?id=import',
      reach: async (page) => {
        await page.locator('.import textarea').fill(TABLE);
        await page.getByRole('button', { name: 'Show what it would do' }).click();
      },
      text: 'openrouter',
    },
    { name: 'export', hash: '#/channels?id=export' },
  ];
}

/** @param {Ids} ids @returns {Place[]} */
function requestPlaces({ answered, failed, captured, live }) {
  const captureOf = `#/requests?id=${captured}`;
  /** @param {string} part @returns {Place} */
  const capture = (part) => ({
    name: `capture, ${part}`,
    hash: captureOf,
    reach: async (page) => {
      await press('Show what was captured')(page);
      await page.getByRole('button', { name: part, exact: true }).click();
    },
  });
  return [
    { name: 'requests', hash: '#/requests' },
    { name: 'requests, none found', hash: '#/requests?filter=model%3Anobody' },
    { name: 'requests, wrong filter', hash: '#/requests?filter=status%3Aperhaps' },
    {
      name: 'requests, suggestions',
      hash: '#/requests',
      reach: async (page) => {
        await page.getByRole('combobox', { name: 'Filter' }).click();
        await page.keyboard.type('cha');
        await page.getByRole('listbox').getByRole('option').first().waitFor();
      },
    },
    { name: 'requests, saved filters', hash: '#/requests', reach: press('Saved') },
    { name: 'requests, export', hash: '#/requests', reach: press('Export') },
    { name: 'requests, columns', hash: '#/requests', reach: press('Columns') },
    { name: 'request, running', hash: `#/requests?id=${live}` },
    {
      name: 'request, answered on another try',
      hash: `#/requests?id=${answered}`,
      reach: (page) => page.getByText('As a table').click(),
    },
    { name: 'request, failed', hash: `#/requests?id=${failed}` },
    { name: 'request, gone', hash: '#/requests?id=nobody' },
    {
      name: 'request, explained',
      hash: `#/requests?id=${answered}`,
      reach: press('Where would it go now?'),
      text: 'relay-tokyo',
    },
    {
      name: 'request, not captured',
      hash: `#/requests?id=${answered}`,
      reach: press('Show what was captured'),
      text: /was captured: bodies are kept/,
    },
    ...['Merged', 'Events', 'Raw', 'From the client', 'To the upstream', 'Headers'].map(capture),
    {
      name: 'replay',
      hash: captureOf,
      reach: async (page) => {
        await press('Show what was captured')(page);
        await page.getByText('Send it again').click();
        await press('See what would be sent')(page);
      },
      text: /^This sends the whole request to/,
    },
  ];
}

/** @param {Ids} ids @returns {Place[]} */
export function places(ids) {
  return [
    { name: 'overview', hash: '#/overview' },
    ...channelPlaces(ids),
    ...requestPlaces(ids),
    { name: 'usage', hash: '#/usage?range=today' },
    {
      name: 'usage, as tables',
      hash: '#/usage?range=today&by=model',
      reach: async (page) => {
        const charts = page.getByRole('button', { name: 'View as table' });
        while ((await charts.count()) > 0) await charts.first().click();
      },
    },
    { name: 'usage, nothing', hash: '#/usage?from=2001-01-01&to=2001-01-02' },
    { name: 'tokens', hash: '#/tokens' },
    { name: 'token, new', hash: '#/tokens?id=new' },
    { name: 'token, of a client', hash: `#/tokens?id=${ids.token}` },
    { name: 'connect', hash: '#/connect' },
    {
      name: 'connect, files',
      hash: '#/connect',
      reach: press('Connect…'),
      text: 'Write this',
    },
    ...SECTIONS.map((id) => ({ name: `settings, ${id}`, hash: `#/settings?section=${id}` })),
    { name: 'settings, found', hash: '#/settings?search=key' },
    { name: 'settings, none found', hash: '#/settings?search=nothing-like-this' },
    { name: 'help', hash: '#/help' },
    { name: 'palette', hash: '#/overview', reach: opened('Control+k') },
    { name: 'shortcuts', hash: '#/overview', reach: opened('?') },
    {
      name: 'toast',
      hash: '#/channels',
      reach: async (page) => {
        await page.getByRole('switch').last().click();
        await page.getByRole('switch').last().click();
      },
    },
  ];
}

/** Where the desktop's window shows more than a browser. @returns {Place[]} */
export function desktopPlaces() {
  return [
    { name: 'desktop, settings', hash: '#/settings', text: 'Launch at login' },
    {
      name: 'desktop, link',
      hash: '#/overview',
      reach: async (page) => {
        await page.evaluate('window.desktopShows("link")');
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'desktop, port',
      hash: '#/overview',
      reach: (page) => page.evaluate('window.desktopShows("port")'),
      text: /9999/,
    },
  ];
}

/** @param {Page} page @param {Place} place */
export async function reach(page, { hash, reach: act, text }) {
  // What was open, typed or said elsewhere is gone.
  const { origin } = new URL(page.url());
  await page.goto('about:blank');
  await page.goto(`${origin}/web/${hash}`);
  await page.locator('main h1').first().waitFor();
  await page.waitForTimeout(400);
  // What an address asks to be done is taken out of it when it is done.
  await page.waitForURL((url) => url.hash === hash.replace('&check=1', ''));
  await act?.(page);
  if (text !== undefined) await page.getByText(text).first().waitFor();
}
