import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileSink } from '../../main/app/log-sinks.ts';
import { Logger, type LogChoice } from '../../main/app/logger.ts';
import { waitFor } from '../support/wait-for.ts';

function memoryLogger(choice: LogChoice) {
  const written: string[] = [];
  const sink = { write: (text: string) => void written.push(text), close: () => Promise.resolve() };
  return {
    written,
    logger: new Logger(
      sink,
      () => choice,
      () => Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    ),
  };
}

describe('Logger', () => {
  it('writes one readable line a step', () => {
    const { written, logger } = memoryLogger({ logLevel: 'info', isAccessLogged: true });
    logger.info('[r1] request');
    logger.flush();
    expect(written).toEqual(['2026-01-02T03:04:05.006Z info  [r1] request\n']);
  });

  it.each([
    ['error', 1],
    ['warn', 2],
    ['info', 3],
    ['debug', 4],
  ] as const)('at level %s writes %i of four lines', (logLevel, expected) => {
    const { written, logger } = memoryLogger({ logLevel, isAccessLogged: true });
    for (const level of ['error', 'warn', 'info', 'debug'] as const) logger[level]('x');
    logger.flush();
    expect(written.join('').trim().split('\n')).toHaveLength(expected);
  });

  it('has access lines when they are wanted and their level is', () => {
    const isOn = (choice: LogChoice) => memoryLogger(choice).logger.isAccessLogged();
    expect(isOn({ logLevel: 'info', isAccessLogged: true })).toBe(true);
    expect(isOn({ logLevel: 'info', isAccessLogged: false })).toBe(false);
    expect(isOn({ logLevel: 'warn', isAccessLogged: true })).toBe(false);
  });

  it('writes lines in bunches, but an error at once', async () => {
    const { written, logger } = memoryLogger({ logLevel: 'info', isAccessLogged: true });
    logger.info('a');
    logger.info('b');
    expect(written).toHaveLength(0);
    await waitFor(() => written.length === 1, 'the bunch');
    logger.error('c');
    expect(written).toHaveLength(2);
  });
});

describe('fileSink', () => {
  it('keeps a bounded set of files that others cannot read', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ccload-log-'));
    const sink = fileSink(folder, { size: '10K', files: 3 });
    const line = `${'x'.repeat(1023)}\n`;
    for (let i = 0; i < 100; i++) sink.write(line);
    await sink.close();
    const names = (await readdir(folder)).filter((name) => name.endsWith('.log'));
    expect(names.length).toBeLessThanOrEqual(4);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(path.join(folder, name))).size),
    );
    expect(Math.max(...sizes)).toBeLessThan(32 * 1024);
    expect(await readFile(path.join(folder, 'ccload.log'), 'utf8')).toMatch(/^x*\n?/);
    if (process.platform !== 'win32') {
      expect((await stat(path.join(folder, 'ccload.log'))).mode & 0o077).toBe(0);
    }
    await rm(folder, { recursive: true });
  });
});
