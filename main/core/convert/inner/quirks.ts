import type { Quirks } from '../../../contracts/quirks.ts';

export type { Quirks };

/** A vendor that does everything as its protocol has it. */
export const NO_QUIRKS: Quirks = {
  maxTokensName: null,
  maxOutputTokens: null,
  defaultMaxOutputTokens: 32_000,
  unsupported: [],
  reasoningContent: 'never',
  reasoningPlaceholder: null,
  thinking: null,
  hasTools: true,
  hasWebSearch: true,
  hasParallelTools: true,
  hasForcedTools: true,
  hasImages: true,
  hasImageUrls: true,
  hasDocuments: true,
  hasToolResultImages: null,
  responseFormat: 'schema',
  schema: null,
  systemRole: 'system',
  hasLateSystem: null,
  hasOneSystem: false,
  isAlternating: false,
  hasStreamUsage: true,
  hasCacheMarks: false,
  addsCacheMarks: true,
  hasStringContent: true,
  placeholderSignature: 'skip_thought_signature_validator',
};
