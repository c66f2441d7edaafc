import type {
  CONNECTABLE_CLIENTS,
  CONNECTION_ACTIONS,
  CONNECTION_CONFLICTS,
  CONNECTION_STATES,
} from './connect-constants.ts';
import type { Sentence } from './sentence.ts';

export type ConnectableClient = (typeof CONNECTABLE_CLIENTS)[number];
export type ConnectionAction = (typeof CONNECTION_ACTIONS)[number];
type ConnectionState = (typeof CONNECTION_STATES)[number];

/** How a client's own configuration files stand to us. */
export type ClientConnection = {
  readonly client: ConnectableClient;
  /** `Claude Code`. */
  readonly title: string;
  /** Its folder or its program is on this machine. */
  readonly isFound: boolean;
  readonly state: ConnectionState;
  /** Null when there is nothing to undo. */
  readonly connectedAt: number | null;
  readonly files: readonly { readonly path: string; readonly isThere: boolean }[];
  readonly conflicts: readonly ConnectionConflict[];
  /** Why the files are not touched; null where they can be. */
  readonly trouble: Sentence | null;
};

/** `text` is the English sentence of the code. */
export type ConnectionConflict = {
  readonly code: (typeof CONNECTION_CONFLICTS)[number];
  /** A variable, a file or an address; never a credential. */
  readonly subject: string;
  readonly text: string;
};

/** What connecting or disconnecting would do to a client's files. Credentials are masked, and values of others hidden. */
export type ConnectionPreview = {
  readonly client: ConnectableClient;
  readonly files: readonly PreviewFile[];
  /** Must be shown to do it: nothing is done to files that have changed since. */
  readonly fingerprint: string;
};

export type PreviewFile = {
  readonly path: string;
  readonly change: 'created' | 'changed' | 'removed' | 'none';
  readonly lines: readonly PreviewLine[];
  /** Values that others have changed since we wrote them; they stay as they are. */
  readonly left: readonly string[];
};

export type PreviewLine = {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
};

/** The clients of the machine on which this program runs. */
export type ConnectionsView = {
  /** What their files would name. */
  readonly baseUrl: string;
  /** False when the caller is on another machine, whose files these are not. */
  readonly isSameMachine: boolean;
  readonly clients: readonly ClientConnection[];
};
