import { createStream } from 'rotating-file-stream';
import type { LogSink } from './logger.ts';

/** `size` as `10K` or `5M`. */
type LogBounds = { readonly size: `${number}${'K' | 'M'}`; readonly files: number };

/** At most this many files of this size: a forgotten program does not fill a disk. */
const BOUNDS: LogBounds = { size: '5M', files: 5 };

/** Standard output, for terminals, service managers and containers. */
export function stdoutSink(): LogSink {
  // A reader that went away (`| head`) must not end the program.
  process.stdout.on('error', ignore);
  return {
    write(text) {
      process.stdout.write(text);
    },
    close: () =>
      new Promise((resolve) => {
        process.stdout.write('', () => {
          resolve();
        });
      }),
  };
}

/** A bounded set of files in a folder, for the desktop, where nobody sees the standard output. */
export function fileSink(folder: string, bounds: LogBounds = BOUNDS): LogSink {
  const stream = createStream('ccload.log', {
    path: folder,
    size: bounds.size,
    maxFiles: bounds.files,
    mode: 0o600,
  });
  stream.on('error', ignore);
  return {
    write(text) {
      stream.write(text);
    },
    close: () =>
      new Promise((resolve) => {
        stream.end(() => {
          resolve();
        });
      }),
  };
}

function ignore(): void {
  // There is nowhere left to say it.
}
