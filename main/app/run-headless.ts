import { createApp, type App } from './create-app.ts';
import { systemClock } from './clock.ts';
import { readCommand, USAGE, type Config } from './config.ts';
import { prepareFolder } from './data-folder.ts';
import { EXIT_CODES, StartError } from './exit-codes.ts';
import { resetPassword } from './first-run.ts';
import { openDatabase } from './open-database.ts';
import { stdoutSink } from './log-sinks.ts';
import { builtUi } from './built-ui.ts';
import { VERSION } from './version.ts';

/** Runs under plain Node: no window, the same engine and UI. Ends the process when it cannot start. */
export async function runHeadless(args = process.argv.slice(2)): Promise<void> {
  try {
    await obey(args);
  } catch (error) {
    complain(errorText(error));
    process.exit(error instanceof StartError ? error.exitCode : EXIT_CODES.failure);
  }
}

async function obey(args: readonly string[]): Promise<void> {
  const command = readCommand(args, process.env, process.cwd());
  switch (command.kind) {
    case 'help':
      print(USAGE);
      return;
    case 'version':
      print(VERSION);
      return;
    case 'resetPassword':
      await printNewPassword(command.config);
      return;
    case 'run':
      await run(command.config);
  }
}

async function run(config: Config): Promise<void> {
  const app = await createApp(config, {
    version: VERSION,
    staticDir: builtUi(),
    clock: systemClock,
    sink: stdoutSink(),
    onFatal: (error) => {
      complain(`The database failed: ${error.message}`);
      process.exit(EXIT_CODES.database);
    },
  });
  // A terminal is its reader's own; where the output is kept, the token stays out of it.
  print(await app.banner(process.stdout.isTTY));
  stopOnSignal(app);
}

/** `npm` passes on a Ctrl-C that the terminal has already sent to everyone: two signals this close are one. */
const SAME_SIGNAL_MS = 1000;

/** The first signal lets running requests end, a later one does not wait for them. */
function stopOnSignal(app: App): void {
  let stoppingSince: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stoppingSince !== null) {
        if (Date.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(EXIT_CODES.failure);
        return;
      }
      stoppingSince = Date.now();
      app.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          complain(String(error));
          process.exit(EXIT_CODES.failure);
        },
      );
    });
  }
}

async function printNewPassword(config: Config): Promise<void> {
  prepareFolder(config.dataFolder);
  const store = await openDatabase(config, systemClock, {
    onFatal: (error) => {
      complain(error.message);
      process.exit(EXIT_CODES.database);
    },
  });
  try {
    print(`New admin password: ${await resetPassword(store)}`);
    if (config.fixedPassword !== null) print('CCLOAD_PASS is set and wins over it.');
  } finally {
    await store.close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A fault that was foreseen is one line; anything else needs its stack to be understood. */
function errorText(error: unknown): string {
  if (error instanceof StartError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
