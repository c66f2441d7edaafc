/** Why a call to the admin API brought nothing. Expected in daily life, so a value and not an exception. */
export type Problem =
  /** No answer: the program is stopped, restarting, or the network is gone. */
  | { readonly kind: 'unreachable' }
  /** The session is over. Whoever holds the session has been told already. */
  | { readonly kind: 'loggedOut' }
  /** Something between us and the program answered in its place. */
  | { readonly kind: 'unexpected'; readonly status: number }
  | {
      readonly kind: 'refused';
      /** Stable and dotted. */
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs: number | null;
      /** What is wrong with each field, by its path: `keys.0.secret`. Empty when it was no matter of fields. */
      readonly fields: Readonly<Record<string, string>>;
    };

export type Answer<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problem: Problem };
