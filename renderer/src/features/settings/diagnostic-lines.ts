import type { Diagnostics } from '#contracts/diagnostics';
import type { Language } from '../../i18n/language.svelte.ts';
import { partTexts } from './texts/parts.ts';

/** What is known of the program, line by line. */
export function diagnosticLines(facts: Diagnostics, language: Language) {
  const t = language.of(partTexts).diagnostics;
  const { format } = language;
  const { eventLoop, memory, versions, database } = facts;
  const versionText = Object.entries(versions)
    .filter(([, version]) => version !== null)
    .map(([name, version]) => `${name === 'program' ? 'ccLoad' : name} ${version}`)
    .join(', ');
  return [
    {
      name: t.eventLoop,
      value:
        eventLoop === null
          ? t.measuring
          : t.eventLoopValue(
              format.duration(eventLoop.p50Ms),
              format.duration(eventLoop.p99Ms),
              format.duration(eventLoop.maxMs),
            ),
    },
    {
      name: t.memory,
      value: t.memoryValue(format.bytes(memory.rssBytes), format.bytes(memory.heapUsedBytes)),
    },
    { name: t.processor, value: format.percent(facts.cpuShare) },
    { name: t.uptime, value: format.duration(facts.uptimeMs) },
    { name: t.versions, value: versionText },
    { name: t.platform, value: facts.platform },
    {
      name: t.database,
      value: t.databaseValue(format.bytes(database.sizeBytes), format.bytes(database.walBytes)),
    },
    { name: t.folder, value: facts.dataFolder },
    { name: t.listening, value: facts.listening.join(', ') },
  ];
}
