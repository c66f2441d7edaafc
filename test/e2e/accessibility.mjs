/** What axe-core finds on a page. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @import { Page } from 'playwright-core' */

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of WCAG 2.2 AA, and what the makers of axe recommend beyond them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * @typedef {{ id: string, help: string, nodes: { target: string[], failureSummary: string }[] }} Violation
 * @param {Page} page
 * @param {string} state named in the message
 * @returns {Promise<string[]>} a sentence each
 */
export async function violationsOf(page, state) {
  await page.evaluate(source);
  const { violations, passes } = /** @type {{ violations: Violation[], passes: unknown[] }} */ (
    await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`)
  );
  assert.ok(passes.length > 10, `${state}: hardly anything was looked at`);
  return violations.map(({ id, help, nodes }) => {
    const [first] = nodes;
    return `${state}: ${id} (${help}) ×${nodes.length} at ${first?.target.join(' ')}: ${first?.failureSummary}`;
  });
}

/** @param {Page} page @param {string} state */
export async function assertAccessible(page, state) {
  assert.deepEqual(await violationsOf(page, state), []);
}
