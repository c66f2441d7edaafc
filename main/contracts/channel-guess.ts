import type { GUESS_HINTS } from './constants.ts';
import type { Protocol } from './protocol.ts';

/** A known vendor of models, and how channels to it are made. */
export type ChannelPreset = {
  readonly name: string;
  readonly title: string;
  /** Can be sent to `POST /admin/channels` as it is, with a key where `api_key` is empty. */
  readonly channel: PresetChannel;
  /** All its addresses; the first is that of `channel`. */
  readonly endpoints: readonly PresetEndpoint[];
  /** How its keys begin; empty where they do not tell. */
  readonly keyPrefixes: readonly string[];
  /** Where keys are made; null where none are. */
  readonly keysUrl: string | null;
  readonly docsUrl: string | null;
  /** On this machine or in a network of one's own: no key is needed, and the address is a guess. */
  readonly isLocal: boolean;
};

export type PresetChannel = {
  readonly name: string;
  readonly url: string;
  readonly api_key: string;
  readonly models: readonly string[];
  readonly protocols: readonly Protocol[];
};

export type PresetEndpoint = {
  readonly protocols: readonly Protocol[];
  readonly url: string;
  /** Which of several: `international`, `coding plan`; empty when there is nothing to tell. */
  readonly label: string;
};

/** What was understood of a pasted text: one channel. Keys are in it as they were pasted. */
export type ChannelGuess = {
  /** Can be sent to `POST /admin/channels` as it is, unless something is missing. */
  readonly channel: PresetChannel;
  /** Name of the preset; null when the vendor is not known. */
  readonly preset: string | null;
  /** How sure: `stated` in the text, `guessed` from how the key or the address looks. */
  readonly isVendorStated: boolean;
  readonly keyCount: number;
  readonly missing: readonly ('url' | 'key')[];
  readonly hints: readonly GuessHint[];
};

/** `text` is the English sentence of the code. */
export type GuessHint = { readonly code: (typeof GUESS_HINTS)[number]; readonly text: string };
