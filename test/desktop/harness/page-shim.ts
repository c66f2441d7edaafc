/** Names in the page that the stand-in talks through. */
export const INVOKE = '__harnessInvoke';
export const PUSH = '__harnessPush';
export const VISIBILITY = '__harnessVisibility';

/**
 * What surrounds a preload script in a sandboxed renderer: `require` of the electron module alone. In the top frame only,
 * as Electron does without `nodeIntegrationInSubFrames`. Context isolation is not rebuilt here.
 */
export function preloadScript(source: string): string {
  return `(() => {
  if (window !== window.top) return;
  let isHidden = false;
  Object.defineProperty(document, 'visibilityState', { get: () => (isHidden ? 'hidden' : 'visible') });
  Object.defineProperty(document, 'hidden', { get: () => isHidden });
  window.${VISIBILITY} = (hidden) => {
    isHidden = hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const listeners = new Map();
  window.${PUSH} = (channel, args) => {
    for (const run of [...(listeners.get(channel) ?? [])]) run({}, ...args);
  };
  const ipcRenderer = {
    invoke: (channel, ...args) => window.${INVOKE}(channel, structuredClone(args)),
    on: (channel, run) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), run]);
    },
    off: (channel, run) => {
      listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== run));
    },
  };
  const contextBridge = {
    exposeInMainWorld: (name, value) => {
      Object.defineProperty(window, name, { value: Object.freeze(value) });
    },
  };
  const require = (name) => {
    if (name !== 'electron') throw new Error('module not found: ' + name);
    return { ipcRenderer, contextBridge };
  };
  const module = { exports: {} };
  (function (require, module, exports) {
${source}
  })(require, module, module.exports);
})();`;
}
