import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const ENTRY = join(import.meta.dirname, '../../main/simulator/chaos.ts');

function chaos(...args: string[]) {
  return spawn(process.execPath, [ENTRY, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function said(...args: string[]) {
  const child = chaos(...args);
  const [output, complaint] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { output, complaint, code: child.exitCode };
}

describe('npm run chaos', () => {
  it('serves with the mood of the command line and says how to add it', async () => {
    const child = chaos('--port', '0', '--mood', 'status-451');
    let output = '';
    for await (const chunk of child.stdout) {
      output += String(chunk);
      if (output.includes('--list')) break;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? '';
    expect(output).toContain(`"url":"${url}"`);
    expect(output).toContain('"api_key":"sk-sim-status-451"');
    expect((await fetch(`${url}/v1/models`)).status).toBe(451);
    child.kill();
    await once(child, 'exit');
  });

  it.each([
    [['--help'], /Usage: npm run chaos/],
    [['--list'], /^reset-inside-event {2,}resets the connection inside an event$/m],
  ])('%s explains itself', async (args, words) => {
    const { output, code } = await said(...args);
    expect(output).toMatch(words);
    expect(code).toBe(0);
  });

  it.each([
    [['--mood', 'sunny'], '--mood: nothing is called "sunny"; --list names all.\n'],
    [['--port', 'high'], '--port: must be a number from 0 to 65535.\n'],
  ])('%s is refused in one line', async (args, complaint) => {
    expect(await said(...args)).toEqual({ output: '', complaint, code: 1 });
  });
});
