import type { AskedQuery } from './queries.ts';

/** Milliseconds until the whole answer is there; of a download, until it begins. */
export async function ask(
  port: number,
  { kind, path: where }: AskedQuery,
  session: Readonly<Record<string, string>>,
): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(`http://127.0.0.1:${String(port)}${where}`, { headers: session });
  if (!answer.ok) throw new Error(`${where}: ${String(answer.status)} ${await answer.text()}`);
  if (kind !== 'export') {
    await answer.arrayBuffer();
    return performance.now() - startedAt;
  }
  const reader = answer.body?.getReader();
  await reader?.read();
  const ms = performance.now() - startedAt;
  await reader?.cancel();
  return ms;
}
