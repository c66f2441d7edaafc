import type { Protocol } from '../../contracts/protocol.ts';
import type { JsonObject } from '../gate/event-json.ts';
import type { InnerAnswer, InnerEvent } from './inner/answer.ts';
import type { HostedToolKind, MediaKind } from './inner/parts.ts';
import type { Quirks } from './inner/quirks.ts';
import type { InnerRequest, Loss } from './inner/request.ts';

/**
 * One protocol, in both roles. As the client's: `readRequest`, `writeAnswer`, `streamWriter`. As the upstream's:
 * `writeRequest`, `readAnswer`, `streamReader`. Nothing here throws, whatever it is given. What is read arrives parsed;
 * what is written is a value that the caller turns into text once.
 */
export type Codec = {
  readonly protocol: Protocol;
  readonly abilities: Abilities;
  readRequest(body: unknown, facts: RequestFacts): InnerRequest | ConvertError;
  /** The request is fitted to `abilities` and quirks before (fit/). */
  writeRequest(request: InnerRequest, facts: WriteFacts): Written | ConvertError;
  /** Null when the body is no answer of this protocol. Errors are not read here (error.ts). */
  readAnswer(body: JsonObject, facts: AnswerFacts): InnerAnswer | null;
  writeAnswer(answer: InnerAnswer, facts: AnswerFacts): JsonObject;
  streamReader(facts: AnswerFacts): StreamReader;
  streamWriter(facts: AnswerFacts): StreamWriter;
};

/** What a protocol can say at all; what it cannot is changed or dropped in one place for all writers. */
export type Abilities = {
  /** Requests may define freeform tools. Writers of answers must know them all the same where clients can. */
  readonly hasFreeformTools: boolean;
  readonly hasNamespaces: boolean;
  /** Tools of other protocols' services that the writer can ask for in its own words. */
  readonly hostedTools: readonly HostedToolKind[];
  /** What a tool may be called. */
  readonly toolName: RegExp;
  readonly maxToolNameLength: number;
  /** What the id of a call may be; ids are made to fit, and unlike each other. */
  readonly toolId: RegExp;
  readonly maxToolIdLength: number;
  /** Instructions may stand between turns. */
  readonly hasLateSystem: boolean;
  /** The first turn must be the user's. */
  readonly startsWithUser: boolean;
  /** An answer may be asked to be JSON without a schema for it. */
  readonly hasJsonFormat: boolean;
  /** Media that an answer may contain; writers see no other. They never see `hosted` parts. */
  readonly answerMedia: readonly MediaKind[];
  /** Whether an answer may name sources; writers see no citations otherwise. */
  readonly answerCitations: boolean;
};

/** What a request says outside of its body: Gemini names model and streaming in the path. */
export type RequestFacts = {
  readonly model: string | null;
  readonly isStreaming: boolean;
};

export type WriteFacts = {
  readonly quirks: Quirks;
  /** The name that the upstream knows the model by. */
  readonly model: string;
  readonly isStreaming: boolean;
};

/** `path` and `headers` (lower case) replace the client's; the caller joins the path to the base URL. */
export type Written = {
  readonly kind: 'written';
  readonly body: JsonObject;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly losses: readonly Loss[];
};

/** Why a request cannot be converted; the message is for the client. */
export type ConvertError = {
  readonly kind: 'convertError';
  /** `invalid`: the request itself is broken. `cannotCarry`: the target has no word for `losses`. */
  readonly reason: 'invalid' | 'cannotCarry';
  readonly message: string;
  readonly losses: readonly Loss[];
};

/** What an answer's conversion knows of its request. Handed in, because core has neither clock nor dice. */
export type AnswerFacts = {
  /** Unlike that of any other answer; letters, digits, `-` and `_`. Ids that the client's dialect demands are made of it. */
  readonly seed: string;
  readonly nowMs: number;
  /** The model that the client asked for: named where the upstream names none. */
  readonly model: string;
  /** As it came from the client. Responses repeats much of it in its answers. */
  readonly request: InnerRequest;
  /** A Gemini client without `alt=sse` is sent a JSON array. */
  readonly framing: 'sse' | 'array';
};

/**
 * Reads the events of an upstream. `push` takes the data of one event as it stands in the stream (`[DONE]` too), with its
 * name where it has one; `end` is to be called when the bytes are over, and says `error` where the stream was cut.
 */
export type StreamReader = {
  push(name: string, data: string): readonly InnerEvent[];
  end(): readonly InnerEvent[];
};

/**
 * Writes a client's stream. The text is whole frames, ready to be sent, and empty where an event says nothing in this
 * dialect. Behind `end` or `error` the stream is closed: everything that the dialect demands has been written.
 */
export type StreamWriter = { write(event: InnerEvent): string };
