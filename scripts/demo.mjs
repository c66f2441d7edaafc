/** `npm run demo`: see main/simulator/demo.ts. */
import { launch } from './launch.mjs';

await launch(import.meta.url, 'demo');
