import type { ClientName, ConnectView, Shell } from '../contracts/connect.ts';
import type { TrayClient } from './tray-model.ts';

/** Clients that lines in a shell set up; curl's are a request, not a set-up. */
export function trayClients({ clients }: ConnectView): readonly TrayClient[] {
  return clients
    .filter(({ client, shells }) => client !== 'curl' && shells.length > 0)
    .map(({ client, title, shells }) => ({
      client,
      title,
      shells: shells.map(({ shell }) => shell),
    }));
}

/** What the clipboard is given, ready to be pasted; null when there is no such line any more. */
export function exportLine(view: ConnectView, client: ClientName, shell: Shell): string | null {
  const { shells = [] } = view.clients.find((one) => one.client === client) ?? {};
  return shells.find((one) => one.shell === shell)?.text ?? null;
}
