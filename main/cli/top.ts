import { lookAt, topScreen } from './look.ts';
import type { Server } from './server.ts';

const REFRESH_MS = 1000;
/** The terminal's second screen, without a cursor; leaving it brings back what was there. */
const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** A live view until somebody quits. Where there is no terminal, one screen is printed. */
export async function top(server: Server): Promise<void> {
  const { stdin, stdout } = process;
  if (!stdout.isTTY) {
    const lines = topScreen(await lookAt(server), 200, Number.POSITIVE_INFINITY);
    stdout.write(`${lines.join('\n')}\n`);
    return;
  }
  let latest = await lookAt(server);
  const draw = (): void => {
    const lines = topScreen(latest, stdout.columns, stdout.rows);
    stdout.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW);
  };
  const restore = (): void => {
    stdout.write(LEAVE);
    if (stdin.isTTY) stdin.setRawMode(false);
  };
  stdout.write(ENTER);
  // However this process ends, the terminal is its user's again.
  process.once('exit', restore);
  draw();
  stdout.on('resize', draw);
  await new Promise<void>((resolve, reject) => {
    const timer = setInterval(() => {
      lookAt(server).then((look) => {
        latest = look;
        draw();
      }, reject);
    }, REFRESH_MS);
    const quit = (): void => {
      clearInterval(timer);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, quit);
    if (stdin.isTTY) stdin.setRawMode(true);
    stdin.on('data', (data) => {
      // Ctrl-C arrives as a character here; a key such as an arrow begins with the other one, and is none to quit by.
      if (['q', 'Q', '\u0003', '\u001b'].includes(data.toString())) quit();
    });
  }).finally(() => {
    stdout.off('resize', draw);
    stdin.pause();
    process.off('exit', restore);
    restore();
  });
}
