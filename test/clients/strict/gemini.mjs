import {
  demand,
  demandList,
  demandObject,
  demandPicture,
  demandText,
  demandUnique,
  faultOf,
} from './demand.mjs';

const REQUEST =
  'model contents tools toolConfig safetySettings systemInstruction generationConfig cachedContent';
const CONFIG =
  'stopSequences responseMimeType responseSchema responseJsonSchema responseModalities candidateCount ' +
  'maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty responseLogprobs logprobs ' +
  'enableEnhancedCivicAnswers speechConfig thinkingConfig imageConfig mediaResolution';
const SCHEMA =
  'type format title description nullable enum maxItems minItems properties required minProperties maxProperties ' +
  'minLength maxLength pattern example anyOf propertyOrdering default items minimum maximum';

/** What Google takes in place of a signature that it has not made. */
const PLACEHOLDERS = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'];

/** What Google refuses of a request to generate content. */
export const geminiFault = faultOf((body) => {
  demandObject(body, 'the request', REQUEST);
  demandObject(body.generationConfig ?? {}, 'generationConfig', CONFIG);
  for (const part of body.systemInstruction?.parts ?? [])
    demandText(part.text, 'systemInstruction');
  checkTools(body);
  checkContents(body.contents);
});

/** @param {any} body */
function checkTools({ tools = [], toolConfig }) {
  const names = [];
  for (const tool of tools) {
    demandObject(
      tool,
      'a tool',
      'functionDeclarations googleSearch urlContext codeExecution googleMaps',
    );
    for (const declared of tool.functionDeclarations ?? []) {
      demandObject(
        declared,
        `the function ${declared.name}`,
        'name description behavior parameters parametersJsonSchema response responseJsonSchema',
      );
      demand(
        /^[a-zA-Z_][\w.:-]{0,127}$/.test(declared.name),
        `a function is called ${declared.name}`,
      );
      if (declared.parameters !== undefined) checkSchema(declared.parameters, declared.name);
      names.push(declared.name);
    }
  }
  demandUnique(names, 'functions');
  demand(toolConfig === undefined || tools.length > 0, 'toolConfig without tools');
}

/**
 * @param {any} schema
 * @param {string} place
 */
function checkSchema(schema, place) {
  demandObject(schema, `the schema of ${place}`, SCHEMA);
  const {
    type = '',
    properties = {},
    required = [],
    items,
    anyOf = [],
    enum: values = [],
  } = schema;
  if (values.length > 0) demand(type.toUpperCase() === 'STRING', `${place}: an enum of ${type}`);
  if (type.toUpperCase() === 'ARRAY') demand(items !== undefined, `${place}: a list of nothing`);
  for (const name of required)
    demand(name in properties, `${place} requires ${name}, which is no property`);
  for (const [name, inner] of Object.entries(properties)) checkSchema(inner, `${place}.${name}`);
  if (items !== undefined) checkSchema(items, `${place}[]`);
  for (const inner of anyOf) checkSchema(inner, `${place}?`);
}

/** @param {any} contents */
function checkContents(contents) {
  demandList(contents, 'contents');
  demand(contents[0].role === 'user', 'the first content is not from the user');
  /** @type {string[]} */
  let called = [];
  let before = '';
  for (const [at, content] of contents.entries()) {
    const place = `contents.${at}`;
    demandObject(content, place, 'role parts');
    demand(['user', 'model'].includes(content.role), `${place} is from ${content.role}`);
    demand(content.role !== before, `${place} follows another one from ${before}`);
    before = content.role;
    demandList(content.parts, `${place}.parts`);
    for (const part of content.parts) checkPart(part, content.role, place);
    const answers = content.parts.flatMap((/** @type {any} */ part) => part.functionResponse ?? []);
    const answered = answers.map((/** @type {any} */ { name }) => name);
    demand(
      answered.join() === called.join(),
      `${place} answers ${answered.join()} where ${called.join()} was called`,
    );
    called = checkCalls(content.parts, place);
  }
  demand(before === 'user', 'the last content is not from the user');
}

/**
 * @param {any[]} parts
 * @param {string} place
 * @returns {string[]}
 */
function checkCalls(parts, place) {
  const calls = parts.filter((part) => part.functionCall !== undefined);
  const [first] = calls;
  if (first === undefined) return [];
  demandText(first.thoughtSignature, `${place}: the signature of the first call`);
  const { thoughtSignature: signature } = first;
  const isBase64 = Buffer.from(signature, 'base64').toString('base64') === signature;
  demand(isBase64 || PLACEHOLDERS.includes(signature), `${place} has the signature ${signature}`);
  return calls.map(({ functionCall }) => functionCall.name);
}

/**
 * @param {any} part
 * @param {string} role
 * @param {string} place
 */
function checkPart(part, role, place) {
  demandObject(
    part,
    place,
    'text thought thoughtSignature inlineData functionCall functionResponse fileData',
  );
  const { text, inlineData, functionCall, functionResponse } = part;
  const held = [text, inlineData, functionCall, functionResponse, part.fileData];
  demand(
    held.filter((value) => value !== undefined).length === 1,
    `${place} has a part of nothing`,
  );
  if (inlineData !== undefined) checkBlob(inlineData, place);
  if (functionCall !== undefined) {
    demandObject(functionCall, place, 'id name args');
    demandText(functionCall.name, `${place}: the name of a call`);
    demand(role === 'model', `${place} from ${role} calls`);
  }
  if (functionResponse !== undefined) {
    demandObject(functionResponse, place, 'id name response willContinue scheduling parts');
    demandText(functionResponse.name, `${place}: the name of a result`);
    demandObject(
      functionResponse.response,
      `${place}: a result`,
      Object.keys(functionResponse.response ?? {}).join(' '),
    );
    demand(role === 'user', `${place} from ${role} answers`);
    for (const inner of functionResponse.parts ?? []) checkBlob(inner.inlineData, place);
  }
}

/**
 * @param {any} blob
 * @param {string} place
 */
function checkBlob(blob, place) {
  demandObject(blob, place, 'mimeType data displayName');
  demandPicture(blob.mimeType, blob.data, `${place}: a picture`);
}
