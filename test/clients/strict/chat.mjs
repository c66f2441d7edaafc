import {
  demand,
  demandArguments,
  demandList,
  demandObject,
  demandPictureUrl,
  demandSchema,
  demandText,
  demandUnique,
  faultOf,
} from './demand.mjs';

const REQUEST =
  'model messages stream stream_options tools tool_choice parallel_tool_calls max_tokens max_completion_tokens ' +
  'temperature top_p n stop presence_penalty frequency_penalty logit_bias logprobs top_logprobs user seed ' +
  'response_format reasoning_effort verbosity store metadata service_tier prediction modalities audio ' +
  'web_search_options prompt_cache_key prompt_cache_retention safety_identifier';

/** What each role's messages may hold beside their content. */
const MEMBERS = /** @type {Record<string, string>} */ ({
  system: 'role content name',
  developer: 'role content name',
  user: 'role content name',
  assistant: 'role content name refusal tool_calls audio',
  tool: 'role content tool_call_id',
});

/** What OpenAI refuses of a request for a chat completion. */
export const chatFault = faultOf((body) => {
  demandObject(body, 'the request', REQUEST);
  demandText(body.model, 'model');
  demand(
    body.max_tokens === undefined || body.max_completion_tokens === undefined,
    'both limits are given',
  );
  demand(
    body.stream === true || body.stream_options === undefined,
    'stream_options without stream',
  );
  checkTools(body);
  checkMessages(body.messages);
});

/** @param {any} body */
function checkTools({ tools, tool_choice: choice, parallel_tool_calls: parallel }) {
  if (tools === undefined) {
    demand(choice === undefined && parallel === undefined, 'a choice of tools without tools');
    return;
  }
  demandList(tools, 'tools');
  for (const tool of tools) {
    demand(tool.type === 'function', `a tool is of the type ${tool.type}`);
    demandObject(tool, 'a tool', 'type function');
    demandObject(tool.function, 'a function', 'name description parameters strict');
    const { name, parameters } = tool.function;
    demand(/^[a-zA-Z0-9_-]{1,64}$/.test(name), `a function is called ${name}`);
    if (parameters !== undefined) demandSchema(parameters, `the schema of ${name}`);
  }
  demandUnique(
    tools.map((/** @type {any} */ tool) => tool.function.name),
    'tools',
  );
}

/** @param {any} messages */
function checkMessages(messages) {
  demandList(messages, 'messages');
  /** Calls that have no result yet. */
  /** @type {string[]} */
  let open = [];
  for (const [at, message] of messages.entries()) {
    const place = `messages.${at}`;
    const { role, content, tool_calls: calls = [] } = message;
    demand(role in MEMBERS, `${place} is from ${role}`);
    demandObject(message, place, MEMBERS[role] ?? '');
    if (role === 'tool') {
      demand(open.includes(message.tool_call_id), `${place} answers no call before it`);
      open = open.filter((id) => id !== message.tool_call_id);
    } else demand(open.length === 0, `${place} stands before the results of ${open.join(', ')}`);
    if (content === null || content === undefined) {
      demand(role === 'assistant' && calls.length > 0, `${place} has no content`);
    } else checkContent(content, role, place);
    if (message.tool_calls !== undefined) open = checkCalls(calls, place);
  }
  demand(open.length === 0, `nothing follows the calls ${open.join(', ')}`);
}

/**
 * @param {any} calls
 * @param {string} place
 * @returns {string[]}
 */
function checkCalls(calls, place) {
  demandList(calls, `${place}.tool_calls`);
  for (const call of calls) {
    demandObject(call, place, 'id type function');
    demandText(call.id, `${place}: the id of a call`);
    demand(call.id.length <= 40, `${place}: an id of ${call.id.length} letters`);
    demand(call.type === 'function', `${place} calls a ${call.type}`);
    demandObject(call.function, place, 'name arguments');
    demandText(call.function.name, `${place}: the name of a call`);
    demandArguments(call.function.arguments, `${place}: the arguments of a call`);
  }
  const ids = calls.map((/** @type {any} */ { id }) => id);
  demandUnique(ids, `${place}: calls`);
  return ids;
}

/**
 * @param {any} content
 * @param {string} role
 * @param {string} place
 */
function checkContent(content, role, place) {
  if (typeof content === 'string') return;
  demandList(content, `${place}.content`);
  for (const part of content) {
    if (part.type === 'image_url' && role === 'user') {
      demandObject(part, place, 'type image_url');
      demandObject(part.image_url, place, 'url detail');
      demandPictureUrl(part.image_url.url, `${place}: a picture`);
    } else {
      demand(part.type === 'text', `${place} from ${role} holds ${part.type}`);
      demandObject(part, place, 'type text');
      demandText(part.text, `${place}: a text`);
    }
  }
}
