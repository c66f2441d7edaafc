import type { CLIENTS, CONNECT_NOTES, SHELLS } from './constants.ts';
import type { TokenId } from './token.ts';

export type ClientName = (typeof CLIENTS)[number];
export type Shell = (typeof SHELLS)[number];

/** How clients are set up to ask this program. */
export type ConnectView = {
  /** As clients reach it: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  readonly tokenId: TokenId | null;
  readonly tokenName: string;
  /** False: its value is not known any more, and a placeholder stands in its place. */
  readonly isTokenKnown: boolean;
  readonly clients: readonly ConnectClient[];
};

export type ConnectClient = {
  readonly client: ClientName;
  /** `Claude Code`. */
  readonly title: string;
  /** What is typed into each shell; empty where a file or a form is the only way. */
  readonly shells: readonly { readonly shell: Shell; readonly text: string }[];
  readonly files: readonly ConnectFile[];
  /** What is typed into a form of the client; empty where it has none. */
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly notes: readonly ConnectNote[];
};

/** A file, or a part of one, that sets the client up for good. */
export type ConnectFile = {
  /** As it is written in its documentation: `~/.codex/config.toml`. */
  readonly path: string;
  readonly format: 'json' | 'toml' | 'yaml' | 'env' | 'python' | 'javascript';
  readonly text: string;
};

/** `text` is the English sentence of the code. */
export type ConnectNote = { readonly code: (typeof CONNECT_NOTES)[number]; readonly text: string };
