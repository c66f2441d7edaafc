#!/usr/bin/env node
/** `ccload`: the command line. To start the program is the job of its own script. */
import { launch } from './launch.mjs';

const [command] = process.argv.slice(2);
if (command === 'start' || command === 'headless') {
  process.argv.splice(2, 1, ...(command === 'headless' ? ['--headless'] : []));
  await import('./start.mjs');
} else {
  await launch(import.meta.url, 'ccload');
}
