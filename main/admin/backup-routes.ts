import { z } from 'zod';
import { backupSchema, passphraseSchema, restoreStateSchema } from '../contracts/backup.schema.ts';
import { AppError } from '../core/app-error.ts';
import { StoreError } from '../store/store-error.ts';
import type { AdminApp, AdminDeps } from './deps.ts';
import { addEndpoint, addStreams } from './endpoint.ts';
import { invalidRequest } from './field-errors.ts';
import { readJsonBody } from './request-body.ts';
import { fieldsOf } from './schema-errors.ts';

/** Of a header, because the body is the file: base64 of UTF-8, for a passphrase may hold anything. */
const PASSPHRASE_HEADER = 'ccload-passphrase';

const BACKUP = '/admin/backup';
const RESTORE = '/admin/restore';

/** The whole data folder as one file, and back. */
export function addBackupRoutes(app: AdminApp, deps: AdminDeps): void {
  const { backups, vault } = deps.store;

  addStreams(app, {
    path: BACKUP,
    summary: 'Everything as one file, encrypted with a passphrase that nobody can recover.',
    sends: { 'application/json': backupSchema },
    answers: { 'application/octet-stream': z.string() },
    handle: async (request) => {
      const parsed = backupSchema.safeParse(await readJsonBody(request));
      if (!parsed.success) throw invalidRequest(fieldsOf(parsed.error));
      if (vault.isLocked) throw new AppError('vault.locked', vault.lockedReason);
      const day = new Date(deps.now()).toISOString().slice(0, 10);
      return new Response(streamOf(backups.create(parsed.data.passphrase)), {
        headers: {
          'content-type': 'application/octet-stream',
          'content-disposition': `attachment; filename="ccload-${day}.backup"`,
        },
      });
    },
  });

  addStreams(app, {
    path: RESTORE,
    summary: `Check a backup and make it ready: it takes effect at the next start. The header ${PASSPHRASE_HEADER} holds the passphrase as base64 of UTF-8.`,
    sends: { 'application/octet-stream': z.string() },
    answers: {
      'application/json': z.object({ success: z.literal(true), data: restoreStateSchema }),
    },
    handle: async (request) => {
      const passphrase = passphraseOf(request);
      if (request.body === null) throw invalidRequest({ file: 'is missing' });
      try {
        const waiting = await backups.stage(chunksOf(request.body), passphrase);
        deps.log.info('a backup was made ready and is restored at the next start');
        return Response.json({ success: true, data: { waiting } });
      } catch (cause) {
        if (!(cause instanceof StoreError)) throw cause;
        throw new AppError('restore.refused', cause.message, {
          cause,
          values: { why: cause.code },
        });
      }
    },
  });

  addWaiting(app, deps);
}

/** What was made ready, and is not yet in place. */
function addWaiting(app: AdminApp, { store: { backups } }: AdminDeps): void {
  addEndpoint(app, {
    method: 'get',
    path: RESTORE,
    summary: 'What waits to be restored at the next start.',
    answer: restoreStateSchema,
    handle: () => ({ waiting: backups.staged() }),
  });

  addEndpoint(app, {
    method: 'delete',
    path: RESTORE,
    summary: 'Give up what waits to be restored.',
    answer: restoreStateSchema,
    handle: () => {
      backups.discard();
      return { waiting: null };
    },
  });
}

function passphraseOf(request: Request): string {
  const text = Buffer.from(request.headers.get(PASSPHRASE_HEADER) ?? '', 'base64').toString();
  if (!passphraseSchema.safeParse(text).success) {
    throw invalidRequest({ passphrase: 'must have at least 8 characters' });
  }
  return text;
}

function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const chunk = await reader.read();
      if (chunk.done) return;
      yield chunk.value;
    }
  } finally {
    await reader.cancel();
  }
}
