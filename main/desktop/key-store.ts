import { safeStorage } from 'electron';
import type { KeyStore } from '../app/shell-port.ts';

/**
 * The system's key store: Keychain, DPAPI, Secret Service or KWallet. Null where there is none: Linux without a keyring
 * would only hide the key behind a password that everybody knows, and that is not to be called encryption.
 */
export async function systemKeyStore(platform: string): Promise<KeyStore | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable().catch(() => false))) return null;
  if (platform === 'linux' && isPretended(safeStorage.getSelectedStorageBackend())) return null;
  return {
    // Text is all it takes.
    seal: (bytes) => safeStorage.encryptStringAsync(Buffer.from(bytes).toString('base64')),
    open: async (sealed) => {
      try {
        const opened = await safeStorage.decryptStringAsync(Buffer.from(sealed));
        return { bytes: Buffer.from(opened.result, 'base64'), isStale: opened.shouldReEncrypt };
      } catch {
        // Another user's or machine's, or a keyring that is locked: the vault says that it is locked.
        return null;
      }
    },
  };
}

function isPretended(backend: string): boolean {
  return backend === 'basic_text' || backend === 'unknown';
}
