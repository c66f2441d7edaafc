import type { Protocol } from '../../../main/contracts/protocol.ts';
import { objectAt, objectsAt, type JsonObject } from '../../../main/core/gate/event-json.ts';
import { isName, parsed, type Said, type SaidCall } from '../stream-checkers/checked.ts';

/** What a whole answer says, read by the letter of its protocol and by no codec. */
export function wholeSaid(protocol: Protocol, body: JsonObject): Said {
  return SAID[protocol](body);
}

const SAID: Readonly<Record<Protocol, (body: JsonObject) => Said>> = {
  anthropic: (body) => {
    const blocks = objectsAt(body, 'content');
    return {
      ...named(body['id'], body['model']),
      text: joined(blocks, 'text'),
      refusal: '',
      thinking: joined(blocks, 'thinking'),
      calls: blocks
        .filter(({ type }) => type === 'tool_use')
        .map(({ id, name, input }) => call(id, name, input)),
      stop: nameOrNull(body['stop_reason']),
      usage: objectAt(body, 'usage'),
    };
  },
  'openai-chat': (body) => {
    const [choice] = objectsAt(body, 'choices');
    const message = objectAt(choice ?? null, 'message');
    // Mistral thinks in parts of the content.
    const thoughts = objectsAt(message, 'content').flatMap((part) => objectsAt(part, 'thinking'));
    const stated = nameOrNull(message?.['reasoning_content']) ?? nameOrNull(message?.['reasoning']);
    const old = objectAt(message, 'function_call');
    const calls = objectsAt(message, 'tool_calls').map((one) => {
      const said = objectAt(one, 'function') ?? {};
      return call(one['id'], said['name'], argumentsIn(said['arguments']));
    });
    const oldCalls = old === null ? [] : [call(null, old['name'], argumentsIn(old['arguments']))];
    return {
      ...named(body['id'], body['model']),
      text: contentText(message?.['content']),
      refusal: nameOrNull(message?.['refusal']) ?? '',
      thinking: stated ?? joined(thoughts, 'text'),
      calls: [...calls, ...oldCalls],
      stop: message === null ? null : nameOrNull(choice?.['finish_reason']),
      usage: objectAt(body, 'usage'),
    };
  },
  'openai-responses': (body) => {
    const items = objectsAt(body, 'output');
    const contents = items
      .filter(({ type }) => type === 'message')
      .flatMap((item) => objectsAt(item, 'content'));
    const thoughts = items
      .filter(({ type }) => type === 'reasoning')
      .flatMap((item) => [...objectsAt(item, 'summary'), ...objectsAt(item, 'content')]);
    const reason = objectAt(body, 'incomplete_details')?.['reason'];
    return {
      ...named(body['id'], body['model']),
      text: joined(contents, 'text'),
      refusal: joined(contents, 'refusal'),
      thinking: joined(thoughts, 'text'),
      calls: items
        .filter(({ type }) => type === 'function_call')
        .map((item) => call(item['call_id'], item['name'], argumentsIn(item['arguments']))),
      stop: nameOrNull(reason) ?? nameOrNull(body['status']),
      usage: objectAt(body, 'usage'),
    };
  },
  gemini: (body) => {
    const [candidate] = objectsAt(body, 'candidates');
    const parts = objectsAt(objectAt(candidate ?? null, 'content'), 'parts');
    const isThought = ({ thought }: JsonObject): boolean => thought === true;
    const blocked = objectAt(body, 'promptFeedback')?.['blockReason'];
    return {
      ...named(body['responseId'], body['modelVersion']),
      text: joined(
        parts.filter((part) => !isThought(part)),
        'text',
      ),
      refusal: '',
      thinking: joined(parts.filter(isThought), 'text'),
      calls: parts.flatMap((part) => {
        const said = objectAt(part, 'functionCall');
        return said === null ? [] : [call(said['id'], said['name'], said['args'] ?? {})];
      }),
      stop: nameOrNull(candidate?.['finishReason']) ?? nameOrNull(blocked),
      usage: objectAt(body, 'usageMetadata'),
    };
  },
};

function named(id: unknown, model: unknown): Pick<Said, 'id' | 'model'> {
  return { id: nameOrNull(id), model: nameOrNull(model) };
}

function call(id: unknown, name: unknown, input: unknown): SaidCall {
  return { id: nameOrNull(id), name: nameOrNull(name) ?? '', input };
}

function nameOrNull(value: unknown): string | null {
  return isName(value) ? value : null;
}

function argumentsIn(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? {};
  return value === '' ? {} : parsed(value);
}

function joined(objects: readonly JsonObject[], member: string): string {
  return objects.map((one) => nameOrNull(one[member]) ?? '').join('');
}

/** Mistral's content may be a list, with thoughts in it that are no text. */
function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return joined(objectsAt({ content }, 'content'), 'text');
}
