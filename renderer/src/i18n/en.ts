import type { Shape } from './catalogue.ts';

/**
 * What every screen says. The English catalogue is the shape of all others, so a message that is
 * missing or left over elsewhere does not compile.
 */
export const en = {
  name: 'English',
  app: 'ccLoad Desktop',
  skip: 'Skip to content',
  language: 'Language',

  discardQuestion: 'Discard the changes?',
  discard: 'Discard',
  keepEditing: 'Keep editing',

  connection: {
    connecting: 'Connecting…',
    live: 'Live',
    paused: 'Paused',
    lost: 'Reconnecting…',
    lostSince: (time: string) => `Reconnecting… data as of ${time}`,
    neverOpened: 'No live connection yet. Trying again…',
    retryNow: 'Try now',
    address: 'Address',
    copyAddress: 'Copy the address',
  },

  list: {
    loading: 'Loading…',
    failed: 'This could not be loaded.',
    outdated: 'This could not be refreshed.',
    retry: 'Try again',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Select it and copy it by hand',
  },

  problem: {
    unreachable: 'The program does not answer.',
    loggedOut: 'The session has ended.',
    unexpected: (status: number) => `Unexpected answer with status ${status}.`,
    /** By the admin API's error code; a code that is not here is shown in the server's own words. */
    codes: {
      'auth.wrong-password': 'The password is not right.',
      'auth.locked-out': 'Too many wrong passwords from your address.',
      'auth.busy': 'Too many logins at once. Try again in a moment.',
      'auth.no-password': 'No password is set. Start the program with --reset-password.',
      'host.not-allowed':
        'This program does not answer to that host name. Add it to CCLOAD_HOSTS, or use an IP address.',
      'channel.not-found': 'There is no such channel any more.',
      'request.not-found': 'It is not running any more.',
      'vault.locked': 'The keys are locked.',
    } as Readonly<Record<string, string>>,
    waitMinutes: (minutes: number) =>
      minutes === 1 ? 'Try again in 1 minute.' : `Try again in ${minutes} minutes.`,
  },
};

export type Messages = Shape<typeof en>;
