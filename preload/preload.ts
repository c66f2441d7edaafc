import { contextBridge, ipcRenderer } from 'electron';
import type {
  DesktopAnswer,
  DesktopBridge,
  DesktopCallName,
  DesktopCalls,
} from '#contracts/desktop';
import { DESKTOP_CALLS, DESKTOP_CHANGED, DESKTOP_CHANNEL } from '#contracts/desktop-constants';

// All that a page of ours can do beyond a browser. It decides nothing: whoever asks is judged by the main process.
const bridge: DesktopBridge = {
  invoke: async <K extends DesktopCallName>(name: K, argument: DesktopCalls[K]['argument']) => {
    if (!(DESKTOP_CALLS as readonly string[]).includes(name)) {
      throw new Error('There is no such call.');
    }
    const answer: unknown = await ipcRenderer.invoke(`${DESKTOP_CHANNEL}${name}`, argument);
    return answer as DesktopAnswer<DesktopCalls[K]['answer']>;
  },
  onChanged: (listener) => {
    // Without the event: it would lead back to the sender.
    const run = (): void => {
      listener();
    };
    ipcRenderer.on(DESKTOP_CHANGED, run);
    return () => {
      ipcRenderer.off(DESKTOP_CHANGED, run);
    };
  },
};

contextBridge.exposeInMainWorld('desktop', bridge);
