import { elements, isObject, member, textOf, type JsonObject } from './json.ts';
import { Sums, type Measurer, type Measures } from './measures.ts';
import { countProperties } from './schema.ts';

/**
 * Adds up what a generateContent request consists of. Members may be spelled in camelCase or in
 * snake_case. `:countTokens` may also wrap the request in `generateContentRequest`.
 */
export function measureGemini(request: JsonObject, measurer: Measurer): Measures {
  const wrapped = member(request, 'generateContentRequest');
  const { sums, add } = new Sums(measurer.text);
  const asked = isObject(wrapped) ? wrapped : request;
  const parts = (content: unknown): void => {
    const list = isObject(content) ? content['parts'] : content;
    for (const part of Array.isArray(list) ? elements(list) : [list]) {
      if (isObject(part)) addPart(part, measurer, sums, add);
      else add('text', textOf(part));
    }
  };

  const system = member(asked, 'systemInstruction');
  if (system !== undefined) {
    sums.systems = 1;
    parts(system);
  }
  const contents = asked['contents'];
  for (const content of Array.isArray(contents) ? elements(contents) : [contents]) parts(content);
  addTools(asked, sums, add);
  // The schema of an answer constrains the sampling and is not billed.
  return sums;
}

function addPart(part: JsonObject, measurer: Measurer, sums: Measures, add: Sums['add']): void {
  sums.sealed += textOf(member(part, 'thoughtSignature')).length;
  const call = member(part, 'functionCall');
  const result = member(part, 'functionResponse');
  if (typeof part['text'] === 'string') {
    // Thoughts of earlier turns are not sent to the model again.
    if (part['thought'] !== true) add('text', part['text']);
  } else if (isObject(call)) {
    sums.toolUses++;
    add('traffic', `${textOf(call['name'])} ${JSON.stringify(call['args'] ?? {})}`);
  } else if (isObject(result)) {
    sums.toolResults++;
    add('traffic', `${textOf(result['name'])} ${JSON.stringify(result['response'] ?? {})}`);
  } else {
    sums.known += measurer.media(part);
  }
}

function addTools(asked: JsonObject, sums: Measures, add: Sums['add']): void {
  let count = 0;
  for (const tool of elements(asked['tools'])) {
    if (!isObject(tool)) continue;
    for (const declared of elements(member(tool, 'functionDeclarations'))) {
      if (!isObject(declared)) continue;
      count++;
      add('toolText', `${textOf(declared['name'])}\n${textOf(declared['description'])}`);
      const schema = declared['parameters'] ?? member(declared, 'parametersJsonSchema') ?? {};
      sums.schemaProperties += countProperties(schema);
      add('schema', JSON.stringify(schema));
    }
  }
  sums.tools = count;
}
