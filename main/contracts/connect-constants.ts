/** Clients whose configuration files we can edit. */
export const CONNECTABLE_CLIENTS = ['claude-code', 'codex', 'gemini-cli', 'opencode'] as const;

/** What can be done to a client's files. */
export const CONNECTION_ACTIONS = ['connect', 'disconnect'] as const;

/** How a client's files stand to us. */
export const CONNECTION_STATES = [
  'off', // nothing of ours is in them
  'on',
  'outdated', // ours, but with an address or a token of before
  'changed', // others have changed what we wrote
  'byHand', // they point here, and we did not write them
  'unreadable', // they cannot be understood, so they are not touched
] as const;

/** What keeps a client from coming here although its files say so, or what would be replaced. */
export const CONNECTION_CONFLICTS = [
  'environmentWins', // a variable that outranks the file
  'otherCloud', // a switch that sends it to a cloud of its own
  'twoCredentials', // a second credential is sent beside ours
  'keyHelper', // a program hands it credentials
  'otherProxy', // it points elsewhere now
  'managed', // an administrator's file outranks the user's
  'providerDisabled', // our provider is shut out by name
] as const;
