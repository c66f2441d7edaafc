/**
 * Every sentence of the UI. The English catalogue is the shape of all others, so a message that is
 * missing or left over elsewhere does not compile.
 */
export const en = {
  name: 'English',
  app: 'ccLoad Desktop',
  skip: 'Skip to content',
  language: 'Language',

  login: {
    heading: 'Log in',
    password: 'Admin password',
    submit: 'Log in',
    busy: 'Logging in…',
    hint: 'It was printed in the terminal when the program started for the first time. To get a new one, run:',
    checking: 'Connecting…',
    ended: 'Your session has ended. Log in again.',
    logOut: 'Log out',
    logOutFailed: (reason: string) => `You are still logged in: ${reason}`,
  },

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

  inFlight: {
    heading: 'In flight',
    pause: 'Pause updates',
    resume: 'Resume updates',
    empty: 'Nothing is running',
    emptyHint:
      'A request shows up here the moment a client sends it, and stays until it is answered.',
    phase: 'Phase',
    model: 'Model',
    channel: 'Channel',
    firstByte: 'First byte',
    received: 'Received',
    elapsed: 'Elapsed',
    actions: 'Actions',
    noChannel: 'none yet',
    attempt: (number: number) => `attempt ${number}`,
    quiet: (duration: string) => `silent for ${duration}`,
    slow: 'slow',
    cancel: 'Cancel',
    cancelWhich: (model: string) => `Cancel the request for ${model}`,
    cancelFailed: (reason: string) => `Could not be cancelled: ${reason}`,
    more: (count: string) => `Show ${count} more`,
    phases: {
      queued: 'Queued',
      connecting: 'Connecting',
      waiting: 'Waiting for first byte',
      held: 'Waiting for output',
      streaming: 'Streaming',
      ending: 'Ending',
      cancelling: 'Cancelling',
    },
    failedOne: (model: string, outcome: string) => `Request for ${model}: ${outcome}`,
    failedMany: (count: string) => `${count} requests did not go well`,
  },

  channels: {
    heading: 'Channels',
    empty: 'No channel yet',
    emptyHint:
      'A channel is a way to an upstream: its address, its keys, its models. Create the first one from a terminal:',
    emptyNote: 'Put in your admin password and the key. The list fills by itself.',
    enabled: 'Enabled',
    enable: (name: string) => `Channel ${name} is enabled`,
    priority: (value: string) => `priority ${value}`,
    weight: (value: string) => `weight ${value}`,
    weightByKeys: 'weight by keys',
    keys: (count: number) => (count === 1 ? '1 key' : `${count} keys`),
    noKey: 'no usable key',
    noUrl: 'no enabled URL',
    insecureTls: 'The upstream’s certificate is not verified',
    locked: 'locked',
    off: 'off',
    moreKeys: (count: number) => `and ${count} more`,
    models: (count: number) => (count === 1 ? '1 model' : `${count} models`),
    anyModel: 'any model',
    goesTo: (url: string) => `Requests go to ${url}`,
    switchFailed: (reason: string) => `Not changed: ${reason}`,
    dismiss: 'Dismiss',
  },

  records: {
    heading: 'Last requests',
    empty: 'No requests yet',
    emptyHint:
      'Point a client at this program and ask it something. Each request is listed here when it ends.',
    time: 'Time',
    outcome: 'Outcome',
    model: 'Model',
    channel: 'Channel',
    token: 'Token',
    firstByte: 'First byte',
    duration: 'Duration',
    attempts: (count: number) => `${count} attempts`,
    running: 'Running',
    noModel: 'no model',
    showNewest: 'Show the newest',
    older: 'Show older',
    loadingOlder: 'Loading…',
    end: 'That is all.',
    outcomes: {
      answered: 'Answered',
      upstreamFailed: 'All attempts failed',
      noCandidate: 'No channel',
      rejected: 'Rejected',
      broken: 'Broken off',
      clientLeft: 'Client left',
      cancelled: 'Cancelled',
      interrupted: 'Interrupted',
    },
  },

  connect: {
    heading: 'Connect a client',
    reveal: 'Show the token',
    conceal: 'Hide the token',
    noToken: 'The local token could not be read.',
    intoFile: (file: string) => `Add to ${file}:`,
    inShell: 'In the shell:',
    others: 'OpenAI-compatible clients',
    apiDocs: 'Admin API',
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

type Shape<T> = T extends string
  ? string
  : T extends (...args: never[]) => string
    ? T
    : { readonly [K in keyof T]: Shape<T[K]> };

export type Messages = Shape<typeof en>;
