import http from 'node:http';
import { CLIENT_TOKEN } from './load/request-bytes.ts';
import { prose } from './shapes/prose.ts';
import { requestBody } from './shapes/request-body.ts';
import { Samples } from './stats.ts';
import type { Subject } from './subject.ts';

/** In the first one the counting thread starts and is compiled. */
const CONVERSATIONS = 6;
const TURNS = 60;
const SIZE_BYTES = 100_000;
const TURN_CHARS = 400;

/** How long the product takes to count the tokens of a coding agent's request that grew by one turn; milliseconds. */
export async function measureCounting({ port }: Subject): Promise<Samples> {
  const warm = new Samples();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let conversation = 0; conversation < CONVERSATIONS; conversation += 1) {
    const shape = { protocol: 'anthropic', sizeBytes: SIZE_BYTES, isStreaming: false } as const;
    const request = JSON.parse(requestBody(shape).toString()) as { messages: object[] };
    for (let turn = 0; turn <= TURNS; turn += 1) {
      const seed = 1 + conversation * TURNS + turn;
      const content = [{ type: 'text', text: prose(TURN_CHARS, seed) }];
      request.messages.push({ role: turn % 2 === 0 ? 'assistant' : 'user', content });
      const ms = await count(port, Buffer.from(JSON.stringify(request)), agent);
      // The first look at a conversation is a cold one.
      if (conversation > 0 && turn > 0) warm.add(ms);
    }
  }
  agent.destroy();
  return warm;
}

function count(port: number, body: Buffer, agent: http.Agent): Promise<number> {
  const startedAt = performance.now();
  const headers = {
    'x-api-key': CLIENT_TOKEN,
    'anthropic-version': '2023-06-01',
    'content-type': 'application/json',
    'content-length': body.length,
  };
  const path = '/v1/messages/count_tokens';
  return new Promise((resolve, reject) => {
    const request = http.request({ port, path, method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve(performance.now() - startedAt);
        else reject(new Error(`count_tokens answers ${String(answer.statusCode)}`));
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}
