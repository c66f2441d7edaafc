import { replayOrderSchema, replayResultSchema } from '../contracts/capture.schema.ts';
import type {
  CaptureView,
  MergedAnswer,
  ReplayAnswer,
  ReplayPlan,
  ReplayResult,
} from '../contracts/capture.ts';
import { AppError } from '../core/app-error.ts';
import { mergeAnswer } from '../core/merge/answer-merger.ts';
import { attemptOf, findCapture } from './capture-source.ts';
import { findChannel } from './channel-routes.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint } from './endpoint.ts';
import { requestInPath } from './request-routes.ts';
import { textDiff } from './text-diff.ts';

const SHOWN_CHARACTERS = 64 * 1024;

/** A captured request, sent once more to a channel that a person chooses. */
export function addReplayRoutes(app: AdminApp, deps: AdminDeps): void {
  addEndpoint(app, {
    method: 'post',
    path: '/admin/requests/{id}/replay',
    summary:
      'Send a captured request to one channel and compare the answers. Without `confirm` it says what would be sent.',
    params: requestInPath,
    body: replayOrderSchema,
    answer: replayResultSchema,
    handle: async ({ params, body }): Promise<ReplayResult> => {
      const { channelId, keyId, model } = body;
      const channel = findChannel(deps, channelId);
      const found = await findCapture(deps, params.id);
      const attempt = attemptOf(found, body.attempt);
      const { request, requestId } = attempt;
      if (request.body?.isWhole === false) {
        throw new AppError('capture.cut', 'The body was cut when it was captured.');
      }
      const asked = await found.body(attempt, 'request');
      const order = { requestId, request, body: asked, channel, keyId, model };
      const planned = deps.captures.planReplay(order);
      if (!planned.ok) {
        const { code, values, text } = planned.why;
        throw new AppError('replay.impossible', text, { values: { ...values, why: code } });
      }
      const { plan } = planned;
      if (!body.confirm) return { isSent: false, plan, warning: warningOf(plan) };

      const original = answerOf(attempt, await found.body(attempt, 'answer'));
      const replayed = await deps.captures.replay(order);
      return {
        isSent: true,
        plan,
        original,
        replayed,
        textDiff: await textDiff(textOf(original.merged), textOf(replayed.merged)),
        isSameToolCalls: callsOf(original.merged) === callsOf(replayed.merged),
      };
    },
  });
}

function warningOf({ channelName, keyMask, url }: ReplayPlan): string {
  return `This sends the whole request to channel "${channelName}" (${url}) with the key ${keyMask}, which costs what any request costs there. Send it again with "confirm": true.`;
}

/** A captured answer in the form of a replayed one. */
function answerOf(
  { answer, failure, sentProtocol, durationMs }: CaptureView,
  body: Uint8Array,
): ReplayAnswer {
  return {
    status: answer?.status ?? null,
    durationMs: durationMs ?? 0,
    firstByteMs: answer?.arrivals[0]?.[1] ?? null,
    headers: answer?.headers ?? [],
    body: Buffer.from(body).toString('utf8').slice(0, SHOWN_CHARACTERS),
    merged: mergeAnswer(sentProtocol, body),
    failure,
  };
}

function textOf({ outputs }: MergedAnswer): string {
  return outputs.map(({ text }) => text).join('\n\n');
}

/** Ids are made anew for every answer. */
function callsOf({ outputs }: MergedAnswer): string {
  return JSON.stringify(
    outputs.map(({ toolCalls }) => toolCalls.map((call) => [call.name, call.arguments])),
  );
}
