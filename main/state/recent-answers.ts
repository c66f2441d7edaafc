import type { ChannelId } from '../contracts/channel.ts';
import type { TestedAnswer } from '../contracts/rule.ts';
import { redactText } from '../core/redact.ts';
import type { Flaw } from '../core/outcome.ts';

/** An answer that failed, or that a rule decided about, as far as it is kept. */
export type RecentAnswer = TestedAnswer & {
  /** Epoch ms. */
  readonly at: number;
  readonly channelId: ChannelId;
  readonly channelName: string;
  /** What was wrong with a 2xx. */
  readonly flaw: Flaw | null;
  readonly isEmpty: boolean;
};

/** As it arrived: headers as a flat list of names and values, nothing masked. */
type Arrived = Omit<RecentAnswer, 'headers'> & { readonly rawHeaders: readonly string[] };

const KEPT_ANSWERS = 200;
const KEPT_TEXT_CHARS = 8 * 1024;
const KEPT_HEADERS = 60;
const KEPT_VALUE_CHARS = 500;

/** Their values are credentials whatever they look like. */
const SECRET_HEADERS = /cookie|authorization|token$|api-key|secret/;

/** The last answers that rules could be about, in memory alone: for trying rules out. */
export class RecentAnswers {
  #answers: RecentAnswer[] = [];

  /** Newest first. */
  list(): readonly RecentAnswer[] {
    return this.#answers.toReversed();
  }

  note({ rawHeaders, text, ...answer }: Arrived, secrets: readonly string[]): void {
    // Cut first: what is cut inside a secret is masked too.
    const shown = redactText(text.slice(0, KEPT_TEXT_CHARS), secrets);
    this.#answers.push({ ...answer, headers: shownHeaders(rawHeaders, secrets), text: shown });
    if (this.#answers.length > KEPT_ANSWERS) this.#answers.shift();
  }
}

function shownHeaders(
  raw: readonly string[],
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length && headers.size < KEPT_HEADERS; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    // The first value counts, as it does for the rules.
    if (SECRET_HEADERS.test(name) || headers.has(name)) continue;
    headers.set(name, redactText((raw[at + 1] ?? '').slice(0, KEPT_VALUE_CHARS), secrets));
  }
  return Object.fromEntries(headers);
}
