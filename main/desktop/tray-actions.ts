import { app, shell } from 'electron';
import type { ShellPort } from '../app/shell-port.ts';
import type { ConnectView } from '../contracts/connect.ts';
import { copyToClipboard } from './clipboard.ts';
import { exportLine } from './export-lines.ts';
import type { TrayAction } from './tray-model.ts';

type ActionDeps = {
  readonly engine: ShellPort;
  readonly platform: NodeJS.Platform;
  readonly logFolder: string;
  show(place: string): Promise<void>;
  setLaunchAtLogin(isOn: boolean): Promise<void>;
  checkForUpdates(): Promise<void>;
  acceptUpdate(): Promise<void>;
};

/** Does what a click in the tray asks for. */
export async function doTrayAction(action: TrayAction, deps: ActionDeps): Promise<void> {
  const { engine } = deps;
  switch (action.kind) {
    case 'setProxy':
      engine.setProxyOn(action.isOn);
      return;
    case 'useFreePort':
      await engine.useFreePort();
      return;
    case 'retryPort':
      await engine.retryPort();
      return;
    case 'copyExport':
      await copyExport(action, deps);
      return;
    case 'setChannel':
      await engine.admin.call('PATCH', `/admin/channels/${String(action.channelId)}`, {
        isEnabled: action.isEnabled,
      });
      return;
    case 'clearCooldowns':
      engine.clearCooldowns();
      return;
    case 'cancelRequests':
      engine.cancelRequests();
      return;
    case 'open':
      await deps.show(`/${action.screen}`);
      return;
    case 'showLogs':
      await shell.openPath(deps.logFolder);
      return;
    case 'setLaunchAtLogin':
      await deps.setLaunchAtLogin(action.isOn);
      return;
    case 'checkForUpdates':
      await deps.checkForUpdates();
      return;
    case 'acceptUpdate':
      await deps.acceptUpdate();
      return;
    case 'quit':
      app.quit();
  }
}

/** Asked anew: the address or the token may have changed since the menu was drawn. */
async function copyExport(
  { client, shell: wanted }: Extract<TrayAction, { kind: 'copyExport' }>,
  deps: ActionDeps,
): Promise<void> {
  const { engine, platform } = deps;
  const view = await engine.admin.call<ConnectView>('GET', '/admin/connect');
  const line = exportLine(view, client, wanted);
  const isCopied = line !== null && (await copyToClipboard(line, platform));
  // The page has the line with a button beside it, and a window with focus may write.
  if (!isCopied) await deps.show('/connect');
}
