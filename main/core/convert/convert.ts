import type { Protocol } from '../../contracts/protocol.ts';
import type { Counts } from '../usage/counts.ts';
import type { AnswerFacts, ConvertError, RequestFacts, WriteFacts, Written } from './codec.ts';
import type { InnerError } from './inner/answer.ts';
import type { InnerRequest, Loss } from './inner/request.ts';

/**
 * What the proxy calls. A request is read once, and written once for each candidate whose channel speaks another protocol:
 *
 *   client body ─ readRequest ─▶ InnerRequest ─ fit (abilities, quirks) ─ writeRequest ─▶ upstream body
 *   upstream bytes ─ streamReader | readAnswer ─▶ InnerEvents ─ client's tool names ─ streamWriter | writeAnswer ─▶ client
 */
export type ReadRequest = (
  from: Protocol,
  body: unknown,
  facts: RequestFacts,
) => InnerRequest | ConvertError;

export type ConvertRequest = (
  request: InnerRequest,
  to: Protocol,
  facts: ConvertFacts,
) => Converted | ConvertError;

export type ConvertFacts = WriteFacts & {
  /** What happens to a loss of content. Hints are always dropped. */
  readonly onLoss: 'drop' | 'refuse';
};

export type Converted = Written & { readonly names: ToolNames };

/** By the name that the upstream was told: what the client calls the tool. Names that are the same are left out. */
export type ToolNames = ReadonlyMap<string, ClientTool>;

export type ClientTool = {
  readonly name: string;
  readonly namespace: string | null;
  /** The upstream has it as a function with one text. */
  readonly isFreeform: boolean;
};

export type ConverterFacts = AnswerFacts & {
  readonly upstream: Protocol;
  readonly client: Protocol;
  /** What the client asked for. What the upstream sends is told by how it begins. */
  readonly isStreaming: boolean;
  readonly names: ToolNames;
};

/**
 * Converts one 2xx answer, of decoded bytes however they are cut. Stream to stream, it writes as it goes; where the client
 * wants one JSON body, `end` returns it. JSON in place of a stream, and a stream in place of JSON, are told by their
 * beginning. The text is to be encoded by the caller.
 */
export type AnswerConversion = {
  push(bytes: Uint8Array): string;
  /** The upstream's bytes are over. A stream that was cut ends with the error event of the client's dialect. */
  end(): string;
  /** Ends a stream that broke for reasons of ours. Empty when the client has its end already. */
  fail(error: InnerError): string;
  readonly state: AnswerState;
};

export type AnswerState = {
  /** `complete`: everything has been written, what the upstream goes on to send is dropped. */
  readonly phase: 'open' | 'complete' | 'failed';
  /** Set with `failed`. For a client without streaming, `end` returned '' and an error is to be answered instead. */
  readonly error: InnerError | null;
  /** As the upstream stated them. */
  readonly model: string | null;
  readonly usage: Counts | null;
  /** What the client's dialect could not say of the answer, each once. */
  readonly losses: readonly Loss[];
};
