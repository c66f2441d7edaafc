import type { Protocol } from '../../../main/contracts/protocol.ts';

/**
 * Rules that recorded streams break. They come from relays and smaller vendors, and some were cut or edited by those who
 * recorded them: a reader must survive them all, and no stream of ours may be like them.
 */
export const KNOWN_FAULTS: Readonly<Record<Protocol, readonly string[]>> = {
  // A relay that begins twice.
  anthropic: ['there is one message_start'],
  'openai-chat': [
    // Mistral counts no calls, and names no type.
    'a call begins with its type',
    'a piece of a call has an index',
    'indices of calls count from 0',
    // Azure's first chunk is about its filter alone; its usage may be without output.
    'a chunk has an id',
    'a chunk names its model',
    'a chunk says what it is',
    'usage counts completion_tokens',
    'usage counts total_tokens',
    // An old completion, which is no chat.
    'a choice has a delta',
    'the first delta has the role',
    // Cerebras goes on behind the end with a second answer; Groq changes the id.
    'a call keeps its id',
    'all chunks have one id',
    'nothing is said behind the finish_reason',
    // OpenRouter repeats the reason beside the usage, or has none; arguments may be null.
    'there is one finish_reason',
    'a finish_reason comes before [DONE]',
    'the arguments of a call are an object',
    // Hugging Face ends without [DONE]; other streams lost their last empty line when they were recorded.
    'it ends: cut',
    'the last frame ends with an empty line',
  ],
  'openai-responses': [
    // OpenRouter ends with [DONE].
    'the data is a JSON object',
    'the event is named after its type',
    // Edited by those who recorded them.
    'sequence numbers count from 0',
    'response.output_text.done repeats what was streamed',
    'the part repeats its text',
    'the item repeats its parts',
    // OpenAI's own: lists of tools of an MCP server stay open, and its shell has events without ids.
    'every item is done',
    'response.shell_call_command.added has the id of its item',
    'response.shell_call_command.delta has the id of its item',
    'response.shell_call_command.done has the id of its item',
  ],
  gemini: [],
};
