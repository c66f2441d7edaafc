/** Begins every client token, so that one is recognized when it turns up in the wrong place. */
export const TOKEN_PREFIX = 'ccl-';

/** Random bytes in a token, in base64url after the prefix: nobody guesses 256 bits. */
export const TOKEN_BYTES = 32;
