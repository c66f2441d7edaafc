/**
 * Asks all queries in turn until it is stopped, as an open page does. A process of its own, and behind all others: what
 * reads the answers must not make the streams look late.
 *
 *     node asker.ts <port>
 */
import os from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { logIn } from '../targets/add-channel.ts';
import { ask } from './ask.ts';
import { allQueries } from './queries.ts';

/** What a page does between two questions: it draws. */
const BETWEEN_QUERIES_MS = 20;

os.setPriority(os.constants.priority.PRIORITY_LOW);
const port = Number(process.argv[2]);
const session = await logIn(port);
const queries = allQueries(Date.now());
for (let n = 0; ; n += 1) {
  const query = queries[n % queries.length];
  if (query !== undefined) await ask(port, query, session);
  await wait(BETWEEN_QUERIES_MS);
}
