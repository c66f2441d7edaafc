import { app } from 'electron';
import type { ShellPort } from '../app/shell-port.ts';
import type { TrayIcon } from './tray.ts';

/** What the specs reach for, because no tool can click in a tray. */
type Offered = { readonly tray: () => TrayIcon | null; readonly shell: ShellPort };

/** For a run of the specs alone, and never in an installed program. */
export function offerToSpecs(offered: Offered): void {
  if (app.isPackaged || process.env['CCLOAD_E2E'] !== '1') return;
  Object.assign(globalThis, { ccloadSpecs: offered });
}
