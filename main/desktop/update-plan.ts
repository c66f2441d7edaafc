import type { UpdateOffer } from './tray-model.ts';

/** How a newer version gets here. `page`: its page says how, and the person does it. `none`: nobody installed this one. */
export type UpdateWay = 'install' | 'page' | 'none';

export type InstallFacts = {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  /** Started from an AppImage, which is one file of the person's own. */
  readonly isAppImage: boolean;
  /** Signed by somebody: macOS replaces no other program. */
  readonly isSigned: boolean;
};

export function updateWay({ platform, isPackaged, isAppImage, isSigned }: InstallFacts): UpdateWay {
  if (!isPackaged) return 'none';
  if (platform === 'win32') return 'install';
  if (platform === 'darwin') return isSigned ? 'install' : 'page';
  // A deb belongs to the package manager, and to whoever has the password for it.
  return isAppImage ? 'install' : 'page';
}

/** A version newer than this one. */
export type Found = { readonly version: string; readonly isDownloaded: boolean };

/** What the menu says about it. */
export function updateOffer(way: UpdateWay, found: Found | null): UpdateOffer | null {
  if (found === null || way === 'none') return null;
  const { version, isDownloaded } = found;
  if (way === 'page') return { kind: 'page', version };
  return { kind: isDownloaded ? 'restart' : 'download', version };
}

/** A restart that was asked for comes when nobody is served: streams of an hour are cut by nobody's update. */
export function isTimeToRestart(isAskedFor: boolean, inFlight: number): boolean {
  return isAskedFor && inFlight === 0;
}
