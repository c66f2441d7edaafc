import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { statusLine, topScreen, type Look } from '../../main/cli/look.ts';
import type { InFlightView } from '../../main/contracts/live-events.ts';

const flight = {
  startedAt: 1000,
  requestedModel: 'claude',
  clientFamily: 'codex',
  channelName: 'main',
  attemptCount: 2,
  outputTokens: 12,
} as InFlightView;

const LOOK: Look = {
  address: 'http://127.0.0.1:8080',
  at: 3500,
  inFlight: [flight],
  channels: [
    { name: 'main', state: 'ready' },
    { name: 'spare', state: 'cooling' },
    { name: 'old', state: 'off' },
  ],
  today: { requests: 3, failed: 1, costUsd: 1.234 },
};

it('says the state in one line', () => {
  expect(statusLine(LOOK)).toBe('ccload main · 1/2 ready · cooling: spare · $1.23 today');
  expect(statusLine({ ...LOOK, inFlight: [], channels: [] })).toBe(
    'ccload idle · 0/0 ready · $1.23 today',
  );
});

describe('topScreen', () => {
  it('lists what is in flight with its age, channel and attempt', () => {
    expect(topScreen(LOOK, 100, 30)).toContain(
      '     2.5 s  codex  claude  → main (attempt 2) 12 tokens',
    );
  });

  it('counts characters that are two columns wide as two', () => {
    const channels = [{ name: '中文渠道', state: 'ready' as const }];
    const line = (columns: number) => topScreen({ ...LOOK, channels }, columns, 30).at(-1);
    expect(line(19)).toBe('  ready    中文渠道');
    expect(line(18)).toBe('  ready    中文渠…');
  });

  it('never is larger than the terminal, nor obeyed by it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 60 }),
        (columns, rows, names) => {
          const channels = names.map((name) => ({
            name: `\u001b[2J${name}`,
            state: 'ready' as const,
          }));
          const lines = topScreen({ ...LOOK, channels }, columns, rows);
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) {
            expect([...line].length).toBeLessThanOrEqual(columns);
            // eslint-disable-next-line no-control-regex -- what must not be there
            expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          }
        },
      ),
    );
  });
});
