import {
  demand,
  demandList,
  demandObject,
  demandPicture,
  demandSchema,
  demandText,
  demandUnique,
  faultOf,
} from './demand.mjs';

const REQUEST =
  'model messages max_tokens system tools tool_choice stream temperature top_p top_k stop_sequences metadata ' +
  'thinking output_config context_management service_tier container mcp_servers cache_control inference_geo ' +
  'diagnostics';
const TOOL =
  'name description input_schema type cache_control strict eager_input_streaming defer_loading input_examples ' +
  'allowed_callers';
const MAX_CACHE_MARKS = 4;

/** What Anthropic refuses of a request to its Messages API. */
export const anthropicFault = faultOf((body) => {
  demandObject(body, 'the request', REQUEST);
  demandText(body.model, 'model');
  demand(Number.isInteger(body.max_tokens) && body.max_tokens > 0, 'max_tokens is missing');
  if (Array.isArray(body.system)) for (const block of body.system) checkText(block, 'system');
  checkTools(body);
  checkThinking(body);
  checkMessages(body.messages);
  const marks = JSON.stringify(body).split('"cache_control":').length - 1;
  demand(marks <= MAX_CACHE_MARKS, `cache_control stands at ${marks} places`);
});

/** @param {any} body */
function checkTools({ tools, tool_choice: choice }) {
  if (choice !== undefined) {
    demandList(tools, 'tools beside tool_choice');
    demandObject(choice, 'tool_choice', 'type name disable_parallel_tool_use');
    demand(['auto', 'any', 'tool', 'none'].includes(choice.type), 'tool_choice has no type');
  }
  const names = [];
  for (const tool of tools ?? []) {
    names.push(tool.name);
    // Tools of the service have versions in their types, and members of their own.
    if (/_\d{8}$/.test(tool.type ?? '')) continue;
    demandObject(tool, `the tool ${tool.name}`, TOOL);
    demand(/^[a-zA-Z0-9_-]{1,128}$/.test(tool.name), `a tool is called ${tool.name}`);
    demandSchema(tool.input_schema, `the schema of ${tool.name}`);
  }
  demandUnique(names, 'tools');
}

/** @param {any} body */
function checkThinking({ thinking, max_tokens: most, temperature }) {
  if (thinking?.type === 'enabled') {
    const { budget_tokens: budget } = thinking;
    demand(budget >= 1024 && budget < most, `budget_tokens is ${budget} of ${most}`);
    demand((temperature ?? 1) === 1, 'temperature is not 1 with thinking');
  }
}

/** @param {any} messages */
function checkMessages(messages) {
  demandList(messages, 'messages');
  demand(messages[0].role === 'user', 'the first message is not from the user');
  /** @type {string[]} */
  let called = [];
  let before = '';
  for (const [at, message] of messages.entries()) {
    const place = `messages.${at}`;
    demandObject(message, place, 'role content');
    const { role, content } = message;
    if (role === 'system') continue;
    demand(role === 'user' || role === 'assistant', `${place} is from ${role}`);
    demand(role !== before, `${place} follows another one from the same role`);
    before = role;
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    demandList(blocks, `${place}.content`);
    if (role === 'user') checkAnswered(blocks, called, place);
    for (const block of blocks) checkBlock(block, role, place);
    const calls = blocks.filter((/** @type {any} */ { type }) => type === 'tool_use');
    called = calls.map((/** @type {any} */ { id }) => id);
    demandUnique(called, `${place}: calls`);
  }
  demand(called.length === 0, `nothing follows the calls ${called.join(', ')}`);
  demand(before === 'user', 'the last message is not from the user');
}

/**
 * @param {any[]} blocks
 * @param {string[]} called
 * @param {string} place
 */
function checkAnswered(blocks, called, place) {
  const answered = blocks
    .filter(({ type }) => type === 'tool_result')
    .map((block) => block.tool_use_id);
  demandUnique(answered, `${place}: results`);
  demand(
    answered.toSorted().join() === called.toSorted().join(),
    `${place} answers ${answered.join()} where ${called.join()} was called`,
  );
  const first = blocks.slice(0, answered.length);
  demand(
    first.every(({ type }) => type === 'tool_result'),
    `${place} has something before its results`,
  );
}

/**
 * @param {any} block
 * @param {string} role
 * @param {string} place
 */
function checkBlock(block, role, place) {
  const of = `${place}: a block of ${block.type}`;
  if (block.type === 'text') return checkText(block, of);
  if (block.type === 'image' && role === 'user') return checkImage(block, of);
  if (block.type === 'tool_use' && role === 'assistant') {
    demandObject(block, of, 'type id name input cache_control caller');
    demand(/^[a-zA-Z0-9_-]+$/.test(block.id), `${of} has the id ${block.id}`);
    demand(typeof block.input === 'object' && block.input !== null, `${of} has no input`);
    return demandText(block.name, `${of}: its name`);
  }
  if (block.type === 'tool_result' && role === 'user') {
    demandObject(block, of, 'type tool_use_id content is_error cache_control');
    for (const inner of Array.isArray(block.content) ? block.content : []) {
      if (inner.type === 'image') checkImage(inner, of);
      else if (inner.type === 'text') checkText(inner, of);
      else
        demand(
          ['document', 'search_result', 'tool_reference'].includes(inner.type),
          `${of} holds ${inner.type}`,
        );
    }
    return;
  }
  if (block.type === 'thinking' && role === 'assistant') {
    demandObject(block, of, 'type thinking signature');
    return demandText(block.signature, `${of}: its signature`);
  }
  demand(block.type === 'document' && role === 'user', `${of} from ${role}`);
}

/**
 * @param {any} block
 * @param {string} place
 */
function checkText(block, place) {
  demandObject(block, place, 'type text cache_control citations');
  demandText(block.text, place);
}

/**
 * @param {any} block
 * @param {string} place
 */
function checkImage(block, place) {
  demandObject(block, place, 'type source cache_control');
  demand(block.source.type === 'base64', `${place} has a source of ${block.source.type}`);
  demandObject(block.source, place, 'type media_type data');
  demandPicture(block.source.media_type, block.source.data, place);
}
