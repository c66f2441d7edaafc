import type { Protocol } from '../behaviour.ts';
import { anthropic } from './anthropic.ts';
import { chat } from './chat.ts';
import type { Dialect } from './dialect.ts';
import { gemini } from './gemini.ts';
import { responses } from './responses.ts';

export const DIALECTS: Readonly<Record<Protocol, Dialect>> = {
  anthropic,
  'openai-chat': chat,
  'openai-responses': responses,
  gemini,
};
