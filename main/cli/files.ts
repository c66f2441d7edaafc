import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import readline from 'node:readline/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ImportResult } from '../contracts/import.ts';
import { CLI_EXIT, CliError } from './fault.ts';
import { codeOf } from '../connect/text-file.ts';
import type { Server } from './server.ts';

const PRIVATE_MODE = 0o600;

export async function importFile(
  server: Server,
  file: string,
  isDryRun: boolean,
): Promise<ImportResult> {
  const form = new FormData();
  form.set('file', await fileBlob(file), path.basename(file));
  const response = await server.call(
    'POST',
    `/admin/channels/import${isDryRun ? '?dryRun=true' : ''}`,
    {
      body: form,
    },
  );
  return ((await response.json()) as { data: ImportResult }).data;
}

/** The channels as CSV; the keys only when asked for. */
export async function exportFile(
  server: Server,
  file: string | undefined,
  hasKeys: boolean,
): Promise<void> {
  await save(
    await server.call('GET', `/admin/channels/export${hasKeys ? '?keys=true' : ''}`),
    file,
  );
}

export async function backUp(server: Server, file: string): Promise<void> {
  const body = JSON.stringify({ passphrase: await passphrase() });
  await save(await server.call('POST', '/admin/backup', { body, type: 'application/json' }), file);
}

export async function restore(server: Server, file: string): Promise<void> {
  const secret = Buffer.from(await passphrase()).toString('base64');
  await server.call('POST', '/admin/restore', {
    body: await fileBlob(file),
    type: 'application/octet-stream',
    headers: { 'ccload-passphrase': secret },
  });
}

async function fileBlob(file: string): Promise<Blob> {
  try {
    return await fs.openAsBlob(file);
  } catch (error) {
    throw new CliError(CLI_EXIT.usage, `${file} cannot be read (${codeOf(error)}).`);
  }
}

/** A new file that only its user reads, because keys may be in it; never in the place of another. */
async function save(response: Response, file: string | undefined): Promise<void> {
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  if (file === undefined) {
    await pipeline(body, process.stdout, { end: false });
    return;
  }
  try {
    await pipeline(body, fs.createWriteStream(file, { flags: 'wx', mode: PRIVATE_MODE }));
  } catch (error) {
    throw new CliError(CLI_EXIT.failure, `${file} cannot be written (${codeOf(error)}).`);
  }
}

/** From a variable or the terminal; never an argument, which others can read. */
async function passphrase(): Promise<string> {
  const given = process.env['CCLOAD_PASSPHRASE'];
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY) {
    throw new CliError(CLI_EXIT.usage, 'Nobody can be asked here: set CCLOAD_PASSPHRASE.');
  }
  const asked = readline.createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asked.question('Passphrase (it shows while you type): ');
  } finally {
    asked.close();
  }
}
