/** What a bundle loads from outside of itself, in all of its files: Node's own modules and packages. */

/**
 * @param {{ output: readonly ({ type: 'asset', fileName: string } | { type: 'chunk', fileName: string, imports: readonly string[], dynamicImports: readonly string[] })[] }} built
 * @returns {readonly string[]}
 */
export function outsideNeeds({ output }) {
  const own = new Set(output.map(({ fileName }) => fileName));
  const needs = output.flatMap((file) =>
    file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : [],
  );
  return [...new Set(needs)].filter((name) => !own.has(name));
}

/**
 * Headless runs where there is no Electron, and asking for it there begins a download.
 * @param {string} name of the bundle
 * @param {Parameters<typeof outsideNeeds>[0]} built
 */
export function refuseElectron(name, built) {
  const found = outsideNeeds(built).find((need) => /^electron(\/|-|$)/.test(need));
  if (found !== undefined) throw new Error(`The bundle "${name}" loads ${found}.`);
}
