import type { Language } from '../../i18n/language.svelte.ts';
import type { InFlightRow } from './in-flight-row.svelte.ts';

/** What the cells of one live row are drawn from. */
export type Cells = {
  readonly row: InFlightRow;
  readonly language: Language;
  /** Epoch milliseconds by the server's clock. */
  readonly now: number;
  /** The same for bars. */
  readonly barsNow: number;
  /** The end of the common time scale. */
  readonly scaleMs: number;
  readonly canWrite: boolean;
  readonly onCancel: () => void;
  readonly onTryNext: () => void;
};
