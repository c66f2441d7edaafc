import type { AppContext } from '../../app/app-context.ts';
import type { Command } from '../../app/commands.svelte.ts';
import { QUICK_FILTERS } from './quick-filters.ts';
import { requestCommandTexts } from './texts/commands.ts';

/** The quick filters, from wherever the person is. */
export function requestCommands({ workspace, language }: AppContext): Command[] {
  const t = language.of(requestCommandTexts);
  return QUICK_FILTERS.map(({ id, term }) => ({
    id: `requests-${id}`,
    section: t.section,
    title: t[id],
    keywords: term,
    run: () => {
      workspace.router.go('requests', { filter: term });
    },
  }));
}
