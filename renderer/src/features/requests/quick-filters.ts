/** What is looked for most, by one press. */
export const QUICK_FILTERS = [
  { id: 'failed', term: 'is:failed' },
  { id: 'slow', term: 'firstbyte>10s' },
  { id: 'failedOver', term: 'is:failed-over' },
  { id: 'expensive', term: 'cost>0.10' },
] as const;
