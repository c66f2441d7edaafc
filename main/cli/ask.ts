import readline from 'node:readline/promises';
import { CLI_EXIT, CliError } from './fault.ts';

/** Asks on the terminal; anything but yes is no. @throws CliError where there is none */
export async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CliError(CLI_EXIT.usage, 'Nobody can be asked here: add --yes to do it.');
  }
  const asked = readline.createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await asked.question('Do this? [y/N] ')).trim());
  } finally {
    asked.close();
  }
}
