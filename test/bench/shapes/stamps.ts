/**
 * A time stamp in a streamed text: 16 digits of microseconds of the clock all processes of the machine share, so that the
 * reader knows how late an event is. Zeroed, the stream has the same bytes in every run.
 */
const MARK = Buffer.from('@@');
const DIGITS = 16;
const AT_SIGN = 64;
const ZERO_DIGIT = 48;

export const EMPTY_STAMP = `@@${'0'.repeat(DIGITS)}@@`;

/** Microseconds of the monotonic clock; comparable between processes. */
export function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Where the digits of the first stamp begin; -1 when there is none. */
export function stampOffset(text: Buffer): number {
  const at = text.indexOf(MARK);
  return at === -1 ? -1 : at + MARK.length;
}

export function writeStamp(text: Buffer, at: number): void {
  text.write(String(nowUs()).padStart(DIGITS, '0'), at, DIGITS, 'latin1');
}

/** Zeroes the digits of every stamp in place and reports what they said. */
export function eraseStamps(text: Buffer, onStamp: (us: number) => void): void {
  let at = text.indexOf(MARK);
  while (at !== -1 && at + EMPTY_STAMP.length <= text.length) {
    const start = at + MARK.length;
    const end = start + DIGITS;
    if (text[end] === AT_SIGN && text[end + 1] === AT_SIGN) {
      onStamp(Number(text.toString('latin1', start, end)));
      text.fill(ZERO_DIGIT, start, end);
      at = text.indexOf(MARK, end + MARK.length);
    } else {
      at = text.indexOf(MARK, start);
    }
  }
}
