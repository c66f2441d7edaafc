import { Command, CommanderError, Option } from 'commander';
import { StartError } from '../app/exit-codes.ts';
import { runHeadless } from '../app/run-headless.ts';
import { VERSION } from '../app/version.ts';
import type { ChannelView } from '../contracts/channel.ts';
import { SHELLS } from '../contracts/constants.ts';
import type { Shell } from '../contracts/connect.ts';
import { AppError } from '../core/app-error.ts';
import { allVariables } from '../core/connect/clients.ts';
import { environmentLines } from '../core/connect/shells.ts';
import { changeConnection, clientNamed, lookAtClients, runClient } from './clients.ts';
import { diagnose } from './doctor.ts';
import { isAgreed } from './ask.ts';
import { CLI_EXIT, CliError } from './fault.ts';
import { importCounts, importLines } from './import-lines.ts';
import { backUp, exportFile, importFile, restore } from './files.ts';
import { lookAt, statusLine } from './look.ts';
import { print, printJson } from './print.ts';
import { configOf, dataFolderOf, Server } from './server.ts';
import { factsFor, tokenFor } from './told.ts';
import { top } from './top.ts';

/** The command line; sets the exit code of the process. */
export async function runCcload(argv: readonly string[]): Promise<void> {
  try {
    await commands().parseAsync([...argv]);
  } catch (error) {
    process.exitCode = told(error);
  }
}

/** Says what went wrong, and answers the exit code. */
function told(error: unknown): number {
  // It has printed its sentence already; help and version are no faults.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : CLI_EXIT.usage;
  const isForeseen =
    error instanceof CliError || error instanceof StartError || error instanceof AppError;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${isForeseen ? error.message : text}\n`);
  return error instanceof CliError || error instanceof StartError
    ? error.exitCode
    : CLI_EXIT.failure;
}

type Common = { readonly dataDir?: string; readonly json?: boolean };

function commands(): Command {
  const program = new Command('ccload')
    .description('The command line of ccLoad: it starts the program, and asks the one that runs.')
    .version(VERSION)
    .enablePositionalOptions()
    .exitOverride()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 failed, 2 port in use, 3 data folder in use, 4 wrong arguments or configuration, 5 database, 6 not running, 7 doctor found a fault.',
    );
  addStart(program);
  addEnvironment(program);
  addConnections(program);
  addLooks(program);
  addFiles(program);
  return program;
}

/** Every command finds the program in the same way. */
function command(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--data-dir <folder>', 'where the program keeps its data (default: as when it starts)')
    .exitOverride();
}

async function found({ dataDir }: Common): Promise<{ server: Server; folder: string }> {
  const folder = dataFolderOf(dataDir);
  return { server: await Server.find(folder), folder };
}

function addStart(program: Command): void {
  const kinds = [
    ['start', 'start the program: its window, or the web UI where there is none'],
    ['headless', 'start it without a window'],
  ] as const;
  for (const [name, description] of kinds) {
    program
      .command(name)
      .description(`${description}; takes --port, --host, --data-dir, --reset-password`)
      .helpOption(false)
      .allowUnknownOption()
      .argument('[options...]')
      .action((options: string[]) => runHeadless(options));
  }
}

function addEnvironment(program: Command): void {
  command(program, 'env', 'print the lines that bring every client here, for a shell to read')
    .addOption(
      new Option('--shell <shell>', 'whose language').choices(SHELLS).default(likelyShell()),
    )
    .option(
      '--token <name>',
      'a token of this name, made when there is none (default: the local one)',
    )
    .option('--json', 'as JSON')
    .action(async (options: Common & { shell: Shell; token?: string }) => {
      const { server, folder } = await found(options);
      const facts = await factsFor(server, await tokenFor(server, folder, options.token));
      const variables = allVariables(facts);
      if (options.json === true) printJson(Object.fromEntries(variables));
      else print(environmentLines(options.shell, variables));
    });

  command(
    program,
    'run <client> [args...]',
    'run a client that comes here; its files stay as they are',
  )
    .option('--token <name>', 'as for env')
    .passThroughOptions()
    .action(async (name: string, args: string[], options: Common & { token?: string }) => {
      const client = clientNamed(name);
      process.exitCode = await runClient(
        client,
        args,
        dataFolderOf(options.dataDir),
        options.token,
      );
    });
}

function likelyShell(): Shell {
  if (process.platform === 'win32') return 'powershell';
  return process.env['SHELL']?.endsWith('/fish') === true ? 'fish' : 'bash';
}

function addConnections(program: Command): void {
  type Changing = Common & { token?: string; yes?: boolean; dryRun?: boolean };
  const change = (action: 'connect' | 'disconnect') => (name: string, options: Changing) =>
    changeConnection(clientNamed(name), action, {
      dataFolder: dataFolderOf(options.dataDir),
      token: options.token,
      isYes: options.yes === true,
      isDryRun: options.dryRun === true,
    });
  command(
    program,
    'connect <client>',
    "put our address into a client's own files; shows the change first",
  )
    .option('--token <name>', 'as for env')
    .option('-y, --yes', 'do it without asking')
    .option('--dry-run', 'only show it')
    .action(change('connect'));
  command(program, 'disconnect <client>', 'undo that; the program need not run')
    .option('-y, --yes', 'do it without asking')
    .option('--dry-run', 'only show it')
    .action(change('disconnect'));
  command(program, 'clients', 'the clients on this machine, and how their files stand')
    .option('--json', 'as JSON')
    .action(async (options: Common) => {
      const clients = await lookAtClients(dataFolderOf(options.dataDir));
      if (options.json === true) printJson(clients);
      else {
        for (const one of clients) {
          print(`${one.client.padEnd(12)} ${one.isFound ? one.state : 'not found'}`);
          const texts = one.conflicts.map(({ text }) => text);
          for (const text of one.trouble === null ? texts : [one.trouble.text]) print(`  ${text}`);
        }
      }
    });
}

function addLooks(program: Command): void {
  command(program, 'channels', 'the channels')
    .option('--json', 'as JSON')
    .action(async (options: Common) => {
      const { server } = await found(options);
      if (options.json === true) {
        printJson(await server.get<readonly ChannelView[]>('/admin/channels'));
        return;
      }
      for (const { name, state } of (await lookAt(server)).channels)
        print(`${state.padEnd(8)} ${name}`);
    });
  command(program, 'status', "one line, for Claude Code's status line")
    .option('--json', 'as JSON')
    .action(async (options: Common) => {
      const look = await lookAt((await found(options)).server);
      if (options.json === true) printJson(look);
      else print(statusLine(look));
    });
  command(program, 'top', 'what is going on, live').action(async (options: Common) => {
    await top((await found(options)).server);
  });
  command(program, 'doctor', 'look for what keeps requests from being answered; costs no tokens')
    .option('--json', 'as JSON')
    .action(async (options: Common) => {
      const { server, folder } = await found(options);
      const { outboundProxy } = configOf(options.dataDir);
      const findings = await diagnose(server, folder, outboundProxy);
      if (options.json === true) printJson(findings);
      else
        for (const { verdict, what, text } of findings)
          print(`${verdict.padEnd(4)} ${what}: ${text}`);
      if (findings.some(({ verdict }) => verdict === 'bad')) process.exitCode = CLI_EXIT.unhealthy;
    });
}

function addFiles(program: Command): void {
  command(
    program,
    'import <file>',
    'add channels from a file, CSV or the configuration of another program; shows them first',
  )
    .option('-y, --yes', 'do it without asking')
    .option('--dry-run', 'only show it')
    .option('--json', 'as JSON')
    .action(async (file: string, options: Common & { yes?: boolean; dryRun?: boolean }) => {
      const { server } = await found(options);
      const isShown = options.yes !== true || options.dryRun === true;
      const shown = isShown ? await importFile(server, file, true) : null;
      if (shown !== null && options.json !== true) {
        for (const line of importLines(shown)) print(line);
        print(`Would be: ${importCounts(shown)}`);
      }
      if (options.dryRun === true) {
        if (options.json === true) printJson(shown);
        return;
      }
      if (options.yes !== true && !(await isAgreed())) {
        print('Nothing was imported.');
        return;
      }
      const done = await importFile(server, file, false);
      if (options.json === true) printJson(done);
      else {
        for (const error of done.errors) print(error);
        print(importCounts(done));
      }
    });
  command(program, 'export [file]', 'the channels as CSV, into a new file or to the terminal')
    .option('--keys', 'with their keys, in clear')
    .action(async (file: string | undefined, options: Common & { keys?: boolean }) => {
      await exportFile((await found(options)).server, file, options.keys === true);
    });
  command(
    program,
    'backup <file>',
    'everything in one file, behind a passphrase (CCLOAD_PASSPHRASE, or asked for)',
  ).action(async (file: string, options: Common) => {
    await backUp((await found(options)).server, file);
  });
  command(
    program,
    'restore <file>',
    'make a backup ready; it takes effect at the next start',
  ).action(async (file: string, options: Common) => {
    await restore((await found(options)).server, file);
    print(
      'It takes effect at the next start: restart the program where it runs (systemctl restart ccload, docker restart …, or end it and "ccload start").',
    );
  });
}
