/** Where the code of a metering thread is: beside this file as source, beside the bundle that this file is part of. */
export function workerUrl(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./metering-worker.${extension}`, import.meta.url);
}
