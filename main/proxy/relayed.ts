import type { Verdict } from '../core/classify.ts';
import type { OutcomeFacts } from '../core/outcome.ts';
import type { Choice } from './choice.ts';
import type { Ending } from './ending.ts';
import type { Examined } from './examine.ts';
import type { Run } from './run.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** What is relayed, and to whom. */
export type Relayed = {
  readonly run: Run;
  readonly choice: Choice;
  readonly request: UpstreamRequest;
  readonly examined: Examined;
  readonly verdict: Verdict;
};

/** How the relay ended for the client, and what it shows of the upstream. */
export type RelayEnd = { readonly ending: Ending; readonly facts: OutcomeFacts };
