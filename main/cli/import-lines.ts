import type { ImportedChannel, ImportResult } from '../contracts/import.ts';

/** What an import would do, or has done, line by line. No secret is in it. */
export function importLines({ plan, errors }: ImportResult): readonly string[] {
  const notes = plan.problems.filter(({ isEntryLost }) => !isEntryLost);
  return [
    ...plan.channels.flatMap(channelLines),
    ...plan.settings
      .filter(({ isProposed }) => isProposed)
      .map(
        ({ name, before, after }) =>
          `~ setting ${name}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
      ),
    ...plan.tokens
      .filter(({ isProposed }) => isProposed)
      .map(({ name, mask }) => `+ token ${name} (${mask})`),
    ...notes.map(({ line, path, text }) => `  ${placed(line, path)}${text}`),
    ...errors.map((error) => `! ${error}`),
  ];
}

function channelLines({ verdict, name, changes }: ImportedChannel): readonly string[] {
  if (verdict === 'new') return [`+ ${name}`];
  if (verdict !== 'changed') return [];
  return [
    `~ ${name}`,
    ...changes.map(
      ({ field, before, after }) => `    ${field}: ${before ?? '–'} → ${after ?? '–'}`,
    ),
  ];
}

function placed(line: number | null, path: string | null): string {
  if (line !== null) return `line ${String(line)}: `;
  return path === null ? '' : `${path}: `;
}

export function importCounts({ created, updated, unchanged, skipped }: ImportResult): string {
  return `${String(created)} added, ${String(updated)} changed, ${String(unchanged)} as they were, ${String(skipped)} left out.`;
}
