/** Whether requests are converted for a channel that does not speak their protocol. */
export const CONVERSIONS = ['never', 'whenNeeded'] as const;

/** What becomes of a request that holds what the channel's protocol cannot say. */
export const CONVERSION_LOSSES = [
  'drop', // it goes without, which its record tells
  'refuse', // it does not go to this channel
] as const;

/** Settings that a channel may have otherwise than the rest. */
export const CHANNEL_SETTINGS = [
  'cooldownAuthMs',
  'cooldownServerMs',
  'cooldownTimeoutMs',
  'cooldownRateLimitMs',
  'cooldownOverloadedMs',
  'cooldownUnreachableMs',
  'cooldownMinMs',
  'cooldownMaxMs',
  'statedResetCapMs',
  'failuresBeforeOpening',
  'connectTimeoutMs',
  'firstByteTimeoutMs',
  'gateTimeoutMs',
  'idleTimeoutMs',
  'totalTimeoutMs',
  'maxKeysPerChannel',
  'isUsageAskedFor',
  'isResponsesWebSocketSpoken',
  'budgetAlertPercents',
  'budgetCheaperPercent',
  'budgetPausePercent',
  'conversion',
  'conversionLoss',
] as const;

/** What the numbers and switches of a vendor's quirks are chosen from; where a list names null, the protocol decides. */
export const QUIRK_CHOICES = {
  maxTokensName: [null, 'max_tokens', 'max_completion_tokens'],
  reasoningContent: ['never', 'toolCalls', 'always'],
  thinking: [null, 'effort', 'object', 'switch', 'flag', 'budget', 'adaptive', 'none'],
  responseFormat: ['schema', 'object', 'none'],
  schema: [null, 'full', 'plain', 'gemini'],
  systemRole: ['system', 'developer', 'user'],
} as const;
