import module from 'node:module';

// Answers the name `electron` with the stand-in, for ESM and CommonJS alike. Nothing of the program changes for it.
const standIn = new URL('electron.ts', import.meta.url).href;

module.registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url: standIn, shortCircuit: true }
      : next(specifier, context),
});
