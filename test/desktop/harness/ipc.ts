import { EventEmitter } from 'node:events';

/** Of the frame that asks, what Electron tells. */
type SenderFrame = { readonly url: string; readonly parent: object | null };

type InvokeEvent = { readonly senderFrame: SenderFrame | null };

type Handler = (event: InvokeEvent, ...args: unknown[]) => unknown;

/** The main process's half of the channel. */
class HarnessIpcMain extends EventEmitter {
  readonly #handlers = new Map<string, Handler>();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    this.#handlers.set(channel, handler);
  }

  /** Everything is copied on its way, so that what cannot be copied shows here too. */
  async invoke(event: InvokeEvent, channel: string, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) {
      throw new Error(
        `Error invoking remote method '${channel}': No handler registered for '${channel}'`,
      );
    }
    return structuredClone(await handler(event, ...structuredClone(args)));
  }
}

export const ipcMain = new HarnessIpcMain();
