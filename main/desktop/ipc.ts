import { ipcMain } from 'electron';
import { desktopArguments } from '../contracts/desktop.schema.ts';
import { DESKTOP_CALLS, DESKTOP_CHANNEL } from '../contracts/desktop-constants.ts';
import type { DesktopAnswer, DesktopCallName, DesktopCalls } from '../contracts/desktop.ts';
import type { SentenceValues } from '../contracts/sentence.ts';
import { isOwnSender } from './own-page.ts';

export type DesktopHandlers = {
  readonly [K in DesktopCallName]: (
    argument: DesktopCalls[K]['argument'],
  ) => DesktopCalls[K]['answer'] | Promise<DesktopCalls[K]['answer']>;
};

/** Offers the calls to our own page: judges the sender, then the argument, and only then does what is asked. */
export function serveCalls(handlers: DesktopHandlers, address: () => string): void {
  for (const name of DESKTOP_CALLS) {
    ipcMain.handle(`${DESKTOP_CHANNEL}${name}`, async (event, argument: unknown) => {
      if (!isOwnSender(event.senderFrame, address())) {
        return refused('desktop.foreign-sender', 'Only a page of this program may ask this.');
      }
      return answer(name, argument, handlers);
    });
  }
}

async function answer<K extends DesktopCallName>(
  name: K,
  argument: unknown,
  handlers: DesktopHandlers,
): Promise<DesktopAnswer<unknown>> {
  // By the contract's own table, so the type of one call meets its handler.
  const read = desktopArguments[name].safeParse(argument);
  if (!read.success)
    return refused('desktop.bad-argument', `"${name}" does not take this.`, {
      call: name,
    });
  try {
    return { ok: true, data: await handlers[name](read.data) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // As the engine's errors are made, and those of the system.
    const { code, values } = Object(error) as { code?: string; values?: SentenceValues };
    return refused(code ?? 'desktop.failed', message, values);
  }
}

function refused(code: string, message: string, values: SentenceValues = {}): DesktopAnswer<never> {
  return { ok: false, error: { code, message, values } };
}
