// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Commands } from '../../../renderer/src/app/commands.svelte.ts';

const command = (title: string, section = 'Go to', keywords = '') => ({
  id: title,
  title,
  section,
  keywords,
  run: () => undefined,
});

describe('Commands', () => {
  const commands = new Commands();
  commands.add(() => [command('Overview'), command('Requests', 'Go to', 'logs')]);
  const end = commands.add(() => [command('Switch relay off', 'Channel')]);
  const titles = (query: string) => commands.find(query).map(({ title }) => title);

  it.each([
    ['', ['Overview', 'Requests', 'Switch relay off']],
    ['off', ['Switch relay off']],
    ['RELAY switch', ['Switch relay off']],
    ['logs', ['Requests']],
    ['channel', ['Switch relay off']],
    ['re', ['Requests', 'Switch relay off']],
    ['nothing like it', []],
  ])('finds "%s"', (query, expected) => {
    expect(titles(query)).toEqual(expected);
  });

  it('forgets what is taken away', () => {
    end();
    expect(titles('relay')).toEqual([]);
  });
});
