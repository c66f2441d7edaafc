import { ALL_CODINGS, describeMatrix, unseen, type Fault, type Opened } from './fates.ts';

const CUT: Opened = { kind: 'model', reason: 'cut', seconds: 60 };
const TIMEOUT: Opened = { kind: 'model', reason: 'timeout', seconds: 60 };

/** Half of a JSON body is still unseen, because it proves itself as a whole. Behind half a compressed stream nothing fits. */
function halfway(name: string, mood: string, codings: Fault['codings'] = ALL_CODINGS): Fault {
  const isSilent = mood.startsWith('hang');
  return {
    name,
    mood,
    codings,
    fate: ({ isStreaming, isCoded }) => {
      if (isStreaming) return { kind: 'broken', end: isCoded ? 'connection' : 'event' };
      return isSilent ? unseen('totalTimeout', TIMEOUT) : unseen('broken', CUT);
    },
  };
}

/** Compressed answers come with pauses: one that breaks before it could be decoded is still unseen. */
describeMatrix('an answer that stops half-way', [
  halfway('close mid-stream', 'close-middle', ['plain']),
  halfway('close mid-stream', 'close-middle+slow-0-5', ['gzip', 'zstd']),
  halfway('reset mid-stream', 'reset-middle', ['plain']),
  halfway('cut inside an event', 'close-inside-event', ['plain']),
  halfway('reset inside an event', 'reset-inside-event', ['plain']),
  halfway('reset inside an event', 'reset-inside-event+slow-0-5', ['gzip', 'zstd']),
  halfway('hang mid-stream', 'hang-middle'),
  halfway('hang inside an event', 'hang-inside-event', ['plain']),
]);

describeMatrix('an answer that ends without its end', [
  {
    name: 'error mid-stream',
    mood: 'error-middle',
    codings: ALL_CODINGS,
    fate: ({ isStreaming }) =>
      isStreaming
        ? { kind: 'broken', end: 'ownEvent' }
        : unseen('answered', { kind: 'model', reason: 'overloaded', seconds: 10 }),
  },
  {
    name: 'no end marker',
    mood: 'no-end',
    codings: ALL_CODINGS,
    fate: ({ protocol, isStreaming, isCoded }) => {
      if (!isStreaming) return unseen('malformed', CUT);
      // Vendors of chat leave `[DONE]` out; the reason to stop has come.
      if (protocol === 'openai-chat') return { kind: 'relayed', status: 200 };
      return { kind: 'broken', end: isCoded ? 'connection' : 'event' };
    },
  },
]);
