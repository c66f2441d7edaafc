import { shell, type Session, type WebContents } from 'electron';
import { isOwnPage, linkToOpen } from './own-page.ts';

/** Keeps a window at our own pages, whatever they are made to do. */
export function guardContents(contents: WebContents, address: () => string): void {
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnPage(event.url, address())) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url, address())) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    const link = linkToOpen(url);
    if (link !== null) void shell.openExternal(link);
    return { action: 'deny' };
  });
}

/** The pages need no camera, no location, nothing; the clipboard they reach through us. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
