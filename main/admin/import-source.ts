import { AppError } from '../core/app-error.ts';
import { readCcloadTables } from '../core/import/ccload-tables.ts';
import { readSwitchTables } from '../core/import/cc-switch.ts';
import { loss, nothingFound, type Found } from '../core/import/found.ts';
import { readText, tomlOf } from '../core/import/read-text.ts';
import { isDatabase } from '../store/foreign-database.ts';
import type { ForeignTables } from '../store/moving-port.ts';
import { StoreError } from '../store/store-error.ts';
import type { AdminDeps } from './deps.ts';
import { TREE_PARSERS } from './import-parsers.ts';
import { decodeText } from './import-text.ts';

/** What a file says, and what it was written in where that is not UTF-8. */
export type ReadSource = { readonly found: Found; readonly encoding: string | null };

/** Larger texts are no configuration; a database may hold the records of years. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** A file of any kind, told by its contents. @throws AppError when it is too large or a damaged database */
export async function readSource(
  bytes: Uint8Array,
  { store }: Pick<AdminDeps, 'store'>,
): Promise<ReadSource> {
  if (isDatabase(bytes))
    return { found: tablesFound(await tablesOf(bytes, store)), encoding: null };
  if (bytes.length > MAX_TEXT_BYTES) {
    throw new AppError('request.too-large', 'A text to import may have at most 16 MiB.', {
      values: { mib: 16 },
    });
  }
  const { text, encoding } = decodeText(bytes);
  return { found: readText(text, TREE_PARSERS), encoding };
}

async function tablesOf(
  bytes: Uint8Array,
  store: Pick<AdminDeps['store'], 'imports'>,
): Promise<ForeignTables> {
  try {
    return await store.imports.readDatabase(bytes);
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause;
    throw new AppError('import.unreadable', 'This database is damaged and cannot be read.', {
      cause,
    });
  }
}

function tablesFound(tables: ForeignTables): Found {
  const { channels, api_keys, channel_models, auth_tokens, providers, provider_endpoints } = tables;
  if (providers?.[0] !== undefined && 'settings_config' in providers[0]) {
    return readSwitchTables(
      { providers, endpoints: provider_endpoints ?? [] },
      tomlOf(TREE_PARSERS),
    );
  }
  if (channels === undefined) return nothingFound('ccload-database', loss('unknownContent', {}));
  return readCcloadTables({
    channels,
    api_keys: api_keys ?? [],
    channel_models: channel_models ?? [],
    auth_tokens: auth_tokens ?? [],
  });
}
