import os from 'node:os';
import { closedPort } from '../../support/scripted-upstream.ts';
import { ALL_CODINGS, describeMatrix, unseen, type Fault, type Opened } from './fates.ts';

const UNREACHABLE: Opened = { kind: 'url', reason: 'unreachable', seconds: 30 };
const CUT: Opened = { kind: 'model', reason: 'cut', seconds: 60 };
const TIMEOUT: Opened = { kind: 'model', reason: 'timeout', seconds: 60 };

const port = await closedPort();
describeMatrix(
  'a closed port',
  [{ name: 'connect refused', mood: 'healthy', fate: unseen('refused', UNREACHABLE) }],
  () => `http://127.0.0.1:${String(port)}`,
);

describeMatrix(
  'plain HTTP where TLS is expected',
  [{ name: 'TLS failure', mood: 'healthy', fate: unseen('tls', UNREACHABLE) }],
  (simulator) => simulator.url.replace('http:', 'https:'),
);

/** Without a network the name is not at fault that cannot be looked up. */
const hasNetwork = Object.values(os.networkInterfaces())
  .flatMap((list) => list ?? [])
  .some(({ internal }) => !internal);

describeMatrix(
  'a name that does not resolve',
  [
    {
      name: 'unknown host',
      mood: 'healthy',
      fate: unseen('dns', hasNetwork ? UNREACHABLE : null),
    },
  ],
  () => 'http://nonexistent.invalid',
);

/** Nothing has proven itself by then. */
function early(
  name: string,
  mood: string,
  fate: Fault['fate'],
  codings: Fault['codings'] = ['plain'],
): Fault {
  return { name, mood, fate, codings };
}

describeMatrix('a connection that is lost before the first output', [
  early('reset before head', 'reset-before-head', unseen('reset', UNREACHABLE)),
  early('close before head', 'close-before-head', unseen('reset', UNREACHABLE)),
  ...['close', 'reset'].flatMap((how) => [
    early(`${how} before first event`, `${how}-before-event`, unseen('broken', CUT)),
    early(
      `${how} before first output`,
      `${how}-before-content`,
      unseen('broken', CUT),
      ALL_CODINGS,
    ),
  ]),
]);

describeMatrix('silence before the first output', [
  early('hang before head', 'hang-before-head', ({ isStreaming }) =>
    unseen(isStreaming ? 'firstByteTimeout' : 'totalTimeout', TIMEOUT),
  ),
  early('hang before first event', 'hang-before-event', ({ isStreaming }) =>
    unseen(isStreaming ? 'firstByteTimeout' : 'totalTimeout', TIMEOUT),
  ),
  early('hang before first output', 'hang-before-content', ({ protocol, isStreaming }) => {
    if (!isStreaming) return unseen('totalTimeout', TIMEOUT);
    // The first event of a Gemini stream is output.
    return unseen(protocol === 'gemini' ? 'firstByteTimeout' : 'idleTimeout', TIMEOUT);
  }),
]);
