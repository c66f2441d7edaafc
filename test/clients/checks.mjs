import { isDeepStrictEqual } from 'node:util';
import { lastLine, PICTURE, WORD } from './conversation.mjs';
import { USAGE } from './dialect.mjs';
import { SIGNATURE } from './gemini-dialect.mjs';

/** Collects what was found and prints it, one line each. */
export class Checks {
  failed = 0;
  passed = 0;

  /**
   * @param {string} what a sentence that is true when all is well
   * @param {boolean} isTrue
   * @param {unknown} [detail] shown when it is not
   */
  that(what, isTrue, detail) {
    if (isTrue) this.passed += 1;
    else this.failed += 1;
    console.log(`${isTrue ? 'PASS' : 'FAIL'}  ${what}`);
    if (isTrue || detail === undefined) return;
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail, null, 2);
    console.log(text.replaceAll(/^/gm, '      '));
  }
}

/**
 * @param {Checks} checks
 * @param {string} name
 * @param {import('./client.mjs').Run} run
 */
export function checkRun(checks, name, run) {
  checks.that(`${name} ends well`, run.trouble === '', run.trouble);
  const last = JSON.stringify(run.transcript.slice(-2));
  const isTold = last.includes(lastLine(WORD, [PICTURE]));
  checks.that(`${name} tells what its own tools read and saw`, isTold, last);
  // The tool appends: called twice, it would leave the word twice.
  checks.that(`${name} writes the answer with its tool`, run.answer.trim() === WORD, run.answer);
}

/**
 * @param {Checks} checks
 * @param {string} name
 * @param {{ direct: import('./client.mjs').Run, proxied: import('./client.mjs').Run }} runs
 */
export function checkTranscripts(checks, name, { direct, proxied }) {
  checks.that(
    `${name} has the same transcript through the proxy as without it`,
    direct.transcript.length > 0 && isDeepStrictEqual(proxied.transcript, direct.transcript),
    { direct: direct.transcript, proxied: proxied.transcript },
  );
}

/**
 * @param {Checks} checks
 * @param {string} name
 * @param {readonly string[]} faults
 */
export function checkAccepted(checks, name, faults) {
  checks.that(`${name} sends nothing that the vendor would refuse`, faults.length === 0, faults);
}

/**
 * What the clients did not see: every turn failed at the first channel, once, and was answered by the second.
 * @param {Checks} checks
 * @param {string} name
 * @param {string | null} failed outcome of the first attempt; null where there is no failing channel
 * @param {readonly (readonly import('./product.mjs').AttemptRecord[])[]} turns attempts of each request
 * @param {readonly import('./scripted-upstream.mjs').Received[]} received
 * @param {readonly import('./scripted-upstream.mjs').Received[]} expected what the client sends without the proxy
 */
export function checkTurns(checks, name, failed, turns, received, expected) {
  const seen = turns.map((attempts) =>
    attempts.map(({ channelName, outcome }) => `${channelName}: ${outcome}`).join(', '),
  );
  const attempts = `${failed === null ? '' : `Fails: ${failed}, `}Answers: answered`;
  const isHidden = seen.length > 0 && seen.every((turn) => turn === attempts);
  const how = failed === null ? 'is answered at once' : 'fails once and is answered';
  checks.that(`${name}: every turn ${how}`, isHidden, seen);
  const counts = [turns.length, countTurns(received), countTurns(expected)];
  checks.that(`${name}: no turn is repeated`, new Set(counts).size === 1, counts);
}

/** @param {readonly import('./scripted-upstream.mjs').Received[]} received */
function countTurns(received) {
  return received.filter(({ isTurn }) => isTurn).length;
}

/**
 * @param {Checks} checks
 * @param {string} name
 * @param {string | null} to
 * @param {readonly import('./product.mjs').RequestRecord[]} records
 */
export function checkConverted(checks, name, to, records) {
  const isSaid = records.every(({ conversion }) => (conversion?.to ?? null) === to);
  checks.that(`${name}: the records say what it was converted to`, isSaid, records);
  const isCounted = records.every(
    ({ usage }) => usage?.inputTokens === USAGE.input && usage.outputTokens === USAGE.output,
  );
  checks.that(`${name}: every turn has the usage that the upstream stated`, isCounted, records);
}

/**
 * Google takes a placeholder too, and then the model has lost its thread.
 * @param {Checks} checks
 * @param {string} name
 * @param {readonly import('./scripted-upstream.mjs').Received[]} received
 */
export function checkSigned(checks, name, received) {
  const turns = received.filter(({ isTurn, body }) => isTurn && body.includes('"functionCall"'));
  const isSigned = turns.length > 0 && turns.every(({ body }) => body.includes(SIGNATURE));
  checks.that(`${name}: Google's signatures come back`, isSigned);
}

/** They belong to one connection or carry the credential, so the two runs differ in them. */
const OWN_HEADERS = new Set([
  'authorization',
  'connection',
  'content-length',
  'transfer-encoding',
  'x-api-key',
  'x-goog-api-key',
]);

/**
 * @param {import('./scripted-upstream.mjs').Received} received
 * @returns {string[]}
 */
function headerNames({ rawHeaders }) {
  const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return names.filter((name) => !OWN_HEADERS.has(name)).toSorted();
}

/**
 * @param {Checks} checks
 * @param {import('./client.mjs').Client} client
 * @param {{ direct: readonly import('./scripted-upstream.mjs').Received[],
 *   proxied: readonly import('./scripted-upstream.mjs').Received[],
 *   token: string, key: string }} seen
 */
export function checkUpstream(checks, { name }, { direct, proxied, token, key }) {
  /** @param {readonly import('./scripted-upstream.mjs').Received[]} list */
  const turns = (list) => list.filter(({ isTurn }) => isTurn);
  /** @param {readonly import('./scripted-upstream.mjs').Received[]} list */
  const outline = (list) =>
    turns(list).map((request) => [request.method, request.url, ...headerNames(request)]);
  checks.that(
    `${name}: the upstream sees the same requests with the same headers`,
    turns(direct).length >= 3 && isDeepStrictEqual(outline(proxied), outline(direct)),
    { direct: outline(direct), proxied: outline(proxied) },
  );
  const leaks = proxied.filter((request) => JSON.stringify(request).includes(token));
  checks.that(`${name}: the upstream never sees the client's token`, leaks.length === 0);
  const keyed = proxied.filter(({ rawHeaders }) => rawHeaders.join('\n').includes(key));
  checks.that(
    `${name}: every request carries the key of the channel`,
    proxied.length > 0 && keyed.length === proxied.length,
    proxied.map(({ rawHeaders }) => rawHeaders),
  );
}

/**
 * The first request meets the channel that refuses connections; later ones may know better than to ask it.
 * @param {Checks} checks
 * @param {import('./client.mjs').Client} client
 * @param {readonly import('./product.mjs').RequestRecord[]} records
 * @param {readonly import('./product.mjs').AttemptRecord[]} firstAttempts
 */
export function checkRecords(checks, { name, family }, records, firstAttempts) {
  const attempts = firstAttempts.map(({ channelName, outcome }) => `${channelName}: ${outcome}`);
  checks.that(
    `${name}: the record shows the refused attempt and the answered one`,
    isDeepStrictEqual(attempts, ['Refuses: refused', 'Answers: answered']),
    attempts,
  );
  const isServed = records.every(
    ({ status, channelName, attemptCount }) =>
      status === 200 && channelName === 'Answers' && attemptCount <= 2,
  );
  checks.that(
    `${name}: every request is recorded as answered by the second channel`,
    isServed,
    records,
  );
  const families = [...new Set(records.map(({ clientFamily }) => clientFamily))];
  checks.that(
    `${name}: the records name the client "${family}"`,
    families.join() === family,
    families,
  );
}
