import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { EventData } from '../good-streams.ts';
import type { AnswerScript } from './answer-script.ts';
import type { Dice } from './dice.ts';
import { renderAnthropic } from './render-anthropic.ts';
import { renderChat } from './render-chat.ts';
import { renderGemini } from './render-gemini.ts';
import { renderResponses } from './render-responses.ts';

/** Says an answer as a service of this protocol would stream it; the dice cut it into pieces. No codec has a part in it. */
export const RENDER: Readonly<
  Record<Protocol, (script: AnswerScript, dice: Dice) => readonly EventData[]>
> = {
  anthropic: renderAnthropic,
  'openai-chat': renderChat,
  'openai-responses': renderResponses,
  gemini: renderGemini,
};
