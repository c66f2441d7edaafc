/** `npm start` and `npm run headless`: the program itself. */
import { launch } from './launch.mjs';

await launch(import.meta.url, 'headless');
