import type { Protocol } from '../../../main/contracts/protocol.ts';
import { checkAnthropic } from './anthropic.ts';
import { checkChat } from './chat.ts';
import type { Checked, CheckOptions } from './checked.ts';
import { checkGemini } from './gemini.ts';
import { checkResponses } from './responses.ts';

const CHECKS: Readonly<Record<Protocol, (text: string, options: CheckOptions) => Checked>> = {
  anthropic: checkAnthropic,
  'openai-chat': checkChat,
  'openai-responses': checkResponses,
  gemini: checkGemini,
};

/** Holds a whole stream against the rules of its protocol, and tells what it says. */
export function checkStream(
  protocol: Protocol,
  text: string,
  options: CheckOptions = { isOurs: true },
): Checked {
  return CHECKS[protocol](text, options);
}
