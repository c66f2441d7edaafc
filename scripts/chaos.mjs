/** `npm run chaos`: see main/simulator/chaos.ts. */
import { launch } from './launch.mjs';

await launch(import.meta.url, 'chaos');
