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
  'model input instructions stream stream_options tools tool_choice parallel_tool_calls max_output_tokens ' +
  'max_tool_calls temperature top_p top_logprobs text reasoning store include metadata user service_tier ' +
  'prompt_cache_key prompt_cache_retention safety_identifier previous_response_id conversation truncation background ' +
  'client_metadata';

/** The members of each kind of item. */
const ITEMS = /** @type {Record<string, string>} */ ({
  message: 'type id role content status phase',
  function_call: 'type id call_id name namespace arguments status',
  function_call_output: 'type id call_id output status',
  custom_tool_call: 'type id call_id name namespace input status',
  custom_tool_call_output: 'type id call_id output status',
  reasoning: 'type id summary content encrypted_content status',
});
const ITEM_IDS = /** @type {Record<string, RegExp>} */ ({
  message: /^msg_/,
  function_call: /^fc_/,
  custom_tool_call: /^ctc_/,
  reasoning: /^rs_/,
});
const PARTS = /** @type {Record<string, string[]>} */ ({
  user: ['input_text', 'input_image', 'input_file'],
  system: ['input_text'],
  developer: ['input_text'],
  assistant: ['output_text', 'refusal'],
});

/** What OpenAI refuses of a request to its Responses API. */
export const responsesFault = faultOf((body) => {
  demandObject(body, 'the request', REQUEST);
  demandText(body.model, 'model');
  checkTools(body);
  if (typeof body.input !== 'string') checkItems(body.input);
});

/** @param {any} body */
function checkTools({ tools, tool_choice: choice }) {
  if (tools === undefined) {
    demand(choice === undefined || choice === 'auto', 'a choice of tools without tools');
    return;
  }
  for (const tool of tools) {
    if (tool.type !== 'function') continue;
    demandObject(
      tool,
      'a tool',
      'type name description parameters strict defer_loading output_schema',
    );
    demand(/^[a-zA-Z0-9_-]{1,64}$/.test(tool.name), `a tool is called ${tool.name}`);
    demandSchema(tool.parameters, `the schema of ${tool.name}`);
    // Not said means strict here, and few schemas are.
    if (tool.strict !== false) demandStrict(tool.parameters, `the strict schema of ${tool.name}`);
  }
  const names = tools.flatMap((/** @type {any} */ { name }) => name ?? []);
  demandUnique(names, 'tools');
}

/**
 * @param {any} schema
 * @param {string} place
 */
function demandStrict(schema, place) {
  if (schema.type === 'object') {
    demand(schema.additionalProperties === false, `${place} allows additional properties`);
    const names = Object.keys(schema.properties ?? {})
      .toSorted()
      .join();
    const required = [...(schema.required ?? [])].toSorted().join();
    demand(names === required, `${place} requires ${required} of ${names}`);
    for (const inner of Object.values(schema.properties ?? {})) demandStrict(inner, place);
  }
  if (schema.items !== undefined) demandStrict(schema.items, place);
}

/** @param {any} items */
function checkItems(items) {
  demandList(items, 'input');
  /** @type {Set<string>} */
  const called = new Set();
  /** @type {Set<string>} */
  const answered = new Set();
  for (const [at, item] of items.entries()) {
    const type = item.type ?? 'message';
    const place = `input.${at}`;
    // What only Codex sends, which has it from its own service.
    if (!(type in ITEMS)) continue;
    demandObject(item, place, ITEMS[type] ?? '');
    const isId = item.id === undefined || (ITEM_IDS[type]?.test(item.id) ?? true);
    demand(isId, `${place} of ${type} has the id ${item.id}`);
    if (type === 'message') checkMessage(item, place);
    if (type === 'function_call') demandArguments(item.arguments, `${place}: arguments`);
    if (type.endsWith('_call')) {
      demandText(item.call_id, `${place}.call_id`);
      demandText(item.name, `${place}.name`);
      demand(!called.has(item.call_id), `${place} has the call_id of another call`);
      called.add(item.call_id);
    }
    if (type.endsWith('_call_output')) {
      demand(called.has(item.call_id), `${place}: no call has the id ${item.call_id}`);
      demand(!answered.has(item.call_id), `${place} is a second result of ${item.call_id}`);
      answered.add(item.call_id);
      if (typeof item.output !== 'string') checkParts(item.output, 'user', place);
    }
  }
  const open = [...called].filter((id) => !answered.has(id));
  demand(open.length === 0, `no output for the calls ${open.join(', ')}`);
}

/**
 * @param {any} item
 * @param {string} place
 */
function checkMessage({ role, content }, place) {
  demand(role in PARTS, `${place} is from ${role}`);
  if (typeof content !== 'string') checkParts(content, role, place);
}

/**
 * @param {any} parts
 * @param {string} role
 * @param {string} place
 */
function checkParts(parts, role, place) {
  demandList(parts, `${place}: its content`);
  for (const part of parts) {
    demand(PARTS[role]?.includes(part.type), `${place} from ${role} holds ${part.type}`);
    if (part.type === 'input_image') {
      demandObject(part, place, 'type image_url detail');
      demandPictureUrl(part.image_url, `${place}: a picture`);
    } else if (part.type === 'input_text') demandObject(part, place, 'type text');
    else if (part.type === 'output_text')
      demandObject(part, place, 'type text annotations logprobs');
  }
}
