import type { Channel, ChannelUrl } from '../../contracts/channel.ts';
import type { Settings } from '../../contracts/settings.ts';
import type { Conversion, Eligible, ExclusionReason } from '../../core/candidates.ts';
import { settingsFor } from '../../core/channel-settings.ts';
import type { ConvertError } from '../../core/convert/codec.ts';
import { convertRequest, readRequest, type Converted } from '../../core/convert/convert.ts';
import type { InnerRequest } from '../../core/convert/inner/request.ts';
import { isConvertError } from '../../core/convert/invalid.ts';
import { quirksOf } from '../../core/conversion/vendor-quirks.ts';
import type { ProxyRoute } from '../../core/route.ts';
import type { Candidate } from '../../core/select.ts';
import type { RequestBody } from '../read-body.ts';
import type { RequestFacts } from '../request-model.ts';
import { jsonBytes } from './json-bytes.ts';
import { parseJson } from './parse-json.ts';

/** A request as one upstream is sent it. */
export type ConvertedRequest = Converted & { readonly bytes: Buffer };

type Asked = {
  readonly route: ProxyRoute;
  readonly facts: RequestFacts;
  readonly body: RequestBody;
  /** False when the body is known by its model alone: then nobody can say what of it cannot be carried over. */
  readonly isBodyKnown?: boolean;
};

/**
 * One client's request in the words of other protocols. It is read when somebody asks first, and written once for all
 * candidates that are to be sent the same.
 */
export class Conversions {
  readonly #asked: Asked;
  #inner: InnerRequest | ConvertError | null = null;
  readonly #converted = new Map<string, ConvertedRequest | ConvertError>();

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  /** The request in no protocol's words. To be asked once it is converted. */
  get inner(): InnerRequest {
    const inner = this.#read();
    if (isUnreadable(inner)) throw new Error(`the request was never read: ${inner.message}`);
    return inner;
  }

  /** Why a channel cannot be sent the request; null when it can. */
  barOf(eligible: Eligible, settings: Settings): ExclusionReason | null {
    const { channel, urls, converts } = eligible;
    if (converts === undefined || this.#asked.isBodyKnown === false) return null;
    // Whether a channel can serve a request must not depend on which of its URLs is tried.
    for (const url of urls) {
      for (const model of eligible.upstreamModels) {
        const converted = this.#of(channel, url, converts, model, settings);
        if (isConvertError(converted)) {
          return { kind: 'conversion', to: converts.to, message: converted.message };
        }
      }
    }
    return null;
  }

  /** What a candidate is sent that `barOf` lets through. */
  of(
    { eligible, url, upstreamModel }: Pick<Candidate, 'eligible' | 'url' | 'upstreamModel'>,
    converts: Conversion,
    settings: Settings,
  ): ConvertedRequest {
    const converted = this.#of(eligible.channel, url, converts, upstreamModel, settings);
    if (!isConvertError(converted)) return converted;
    throw new Error(`it was let through and cannot be converted: ${converted.message}`);
  }

  #of(
    channel: Channel,
    url: ChannelUrl,
    { to }: Conversion,
    upstreamModel: string | null,
    settings: Settings,
  ): ConvertedRequest | ConvertError {
    const { conversionLoss: onLoss } = settingsFor(settings, channel);
    const { isStreaming, model: asked } = this.#asked.facts;
    const model = upstreamModel ?? asked ?? '';
    const quirks = quirksOf(channel, url, to, model);
    const name = JSON.stringify([to, model, onLoss, quirks]);
    let converted = this.#converted.get(name);
    if (converted === undefined) {
      const inner = this.#read();
      converted = isUnreadable(inner)
        ? inner
        : written(convertRequest(inner, to, { quirks, model, isStreaming, onLoss }));
      this.#converted.set(name, converted);
    }
    return converted;
  }

  #read(): InnerRequest | ConvertError {
    this.#inner ??= readBody(this.#asked);
    return this.#inner;
  }
}

function readBody({ route, facts, body }: Asked): InnerRequest | ConvertError {
  const { model, isStreaming } = facts;
  return readRequest(route.protocol, parsed(body.plain), { model, isStreaming });
}

/** Undefined for what is no JSON, which no protocol takes for a request. */
function parsed(body: Buffer): unknown {
  try {
    return parseJson(body);
  } catch {
    // Its beginning was read without a fault; what is wrong with the rest is for the reader to say.
    return undefined;
  }
}

function written(converted: Converted | ConvertError): ConvertedRequest | ConvertError {
  if (isConvertError(converted)) return converted;
  return { ...converted, bytes: jsonBytes(converted.body) };
}

function isUnreadable(inner: InnerRequest | ConvertError): inner is ConvertError {
  return 'kind' in inner;
}

/** Where the client of a stream reads it: as events, or as one JSON array. */
export function framingOf({ protocol, query }: ProxyRoute): 'sse' | 'array' {
  return protocol === 'gemini' && !/[?&]alt=sse\b/.test(query) ? 'array' : 'sse';
}
