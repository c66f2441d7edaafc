import { isObject, member } from './json.ts';

const ROLES: readonly unknown[] = ['user', 'assistant', 'system'];

/** What is wrong with a request that asks for a count, with the path of the member, as Anthropic says it; null when nothing is. */
export function checkCountRequest(request: unknown): string | null {
  if (!isObject(request)) return 'The request body must be a JSON object.';
  const { model, messages, system, tools } = request;
  if (model === undefined) return 'model: Field required';
  if (typeof model !== 'string') return 'model: Input should be a valid string';
  if (model === '') return 'model: String should have at least 1 character';
  if (messages === undefined) return 'messages: Field required';
  if (!Array.isArray(messages)) return 'messages: Input should be a valid list';
  if (messages.length === 0) return 'messages: at least one message is required';
  return (
    firstFault(messages, checkMessage, 'messages') ??
    (system == null ? null : checkContent(system, 'system')) ??
    checkTools(tools)
  );
}

function checkMessage(message: unknown, path: string): string | null {
  if (!isObject(message)) return `${path}: Input should be a valid dictionary`;
  const { role, content } = message;
  if (role === undefined) return `${path}.role: Field required`;
  if (!ROLES.includes(role)) return `${path}.role: Input should be 'user' or 'assistant'`;
  if (content === undefined) return `${path}.content: Field required`;
  return checkContent(content, `${path}.content`);
}

function checkContent(content: unknown, path: string): string | null {
  if (typeof content === 'string') return null;
  if (!Array.isArray(content)) return `${path}: Input should be a valid string or list`;
  return firstFault(content, checkBlock, path);
}

function checkBlock(block: unknown, path: string): string | null {
  if (!isObject(block)) return `${path}: Input should be a valid dictionary`;
  if (typeof block['type'] !== 'string') return `${path}.type: Field required`;
  if (block['type'] !== 'text' || typeof block['text'] === 'string') return null;
  return block['text'] === undefined
    ? `${path}.text: Field required`
    : `${path}.text: Input should be a valid string`;
}

function checkTools(tools: unknown): string | null {
  if (tools == null) return null;
  if (!Array.isArray(tools)) return 'tools: Input should be a valid list';
  return firstFault(
    tools,
    (tool, path) => {
      if (!isObject(tool)) return `${path}: Input should be a valid dictionary`;
      return typeof tool['name'] === 'string' ? null : `${path}.name: Field required`;
    },
    'tools',
  );
}

function firstFault(
  list: readonly unknown[],
  check: (element: unknown, path: string) => string | null,
  path: string,
): string | null {
  for (const [index, element] of list.entries()) {
    const fault = check(element, `${path}.${String(index)}`);
    if (fault !== null) return fault;
  }
  return null;
}

/** The same for Gemini's `:countTokens`. */
export function checkGeminiCount(request: unknown): string | null {
  if (!isObject(request)) return 'The request body must be a JSON object.';
  const wrapped = member(request, 'generateContentRequest');
  const asked = isObject(wrapped) ? wrapped : request;
  const { contents } = asked;
  if (contents === undefined || (Array.isArray(contents) && contents.length === 0)) {
    return '* contents: contents is not specified';
  }
  return Array.isArray(contents) || isObject(contents) ? null : '* contents: must be a list';
}
