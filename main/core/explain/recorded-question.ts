import type { RequestRecord } from '../../contracts/record.ts';
import type { RouteQuestion, RouteSentence } from '../../contracts/route-explanation.ts';
import type { Token } from '../../contracts/token.ts';
import { routeSaid } from './route-said.ts';

const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** Signs whose keys are the conversation that a record names. */
const NAMED = new Set(['header', 'userId']);

/** The request of a record, as far as the record holds it: enough to route it, and no more. */
export function recordedQuestion(record: RequestRecord, token: Token | null): RouteQuestion {
  const { method, path, requestedModel, isStreaming, conversation, protocol } = record;
  const stream = isStreaming ? { stream: true } : {};
  const said = { ...(requestedModel === null ? {} : { model: requestedModel }), ...stream };
  return {
    method,
    target: path,
    headers: {
      ...(WITH_BODY.has(method) ? { 'content-type': 'application/json' } : {}),
      // By these the dialects of one path are told apart.
      ...(protocol === 'anthropic' ? { 'anthropic-version': '2023-06-01' } : {}),
      ...(protocol === 'gemini' ? { 'x-goog-api-key': '' } : {}),
      ...(conversation === null ? {} : { 'x-session-id': conversation }),
    },
    body: WITH_BODY.has(method) ? JSON.stringify(said) : '',
    token,
    recorded: {
      affinity: record.affinity,
      clientFamily: record.clientFamily,
      requestBytes: record.requestBytes,
      missing: missingIn(record, token),
    },
  };
}

function missingIn(
  { affinity, tokenName, tokenId }: RequestRecord,
  token: Token | null,
): RouteSentence[] {
  const isConversationLost = affinity !== null && !NAMED.has(affinity);
  const isTokenGone = tokenId !== null && token === null;
  return [
    routeSaid('bodyUnrecorded', {}),
    routeSaid('opaqueUnrecorded', {}),
    ...(isConversationLost ? [routeSaid('conversationUnrecorded', {})] : []),
    ...(isTokenGone ? [routeSaid('tokenGone', { token: tokenName ?? '' })] : []),
  ];
}
