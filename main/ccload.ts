import module from 'node:module';

// A status line is asked for every few seconds: compiled code is kept between starts.
module.enableCompileCache();
const { runCcload } = await import('./cli/ccload.ts');
await runCcload(process.argv);
