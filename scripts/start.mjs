/** `npm start` and `npm run headless`: the program itself, with a window where there is one to be had. */
import { fileURLToPath } from 'node:url';
import { chooseShell } from './electron-choice.mjs';
import { launch, launchDesktop } from './launch.mjs';

const args = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
// `npm run start:desktop` wants the window or nothing.
const isDesktopAsked = args.includes('--desktop');
const choice = chooseShell({ args, env: process.env, platform: process.platform, root });

if (choice.kind === 'headless' && isDesktopAsked) {
  console.error(choice.why?.replace(' – starting headless', '') ?? 'Headless was asked for.');
  process.exitCode = 1;
} else {
  if (choice.kind === 'headless' && choice.why !== null) console.error(choice.why);
  const shown =
    choice.kind === 'desktop' &&
    (await launchDesktop(
      choice.binary,
      args.filter((arg) => arg !== '--desktop'),
      isDesktopAsked,
    ));
  if (!shown) await launch(import.meta.url, 'headless');
}
