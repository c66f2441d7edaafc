import type { CapturePart, CaptureView } from '../contracts/capture.ts';
import { AppError } from '../core/app-error.ts';
import type { AdminDeps } from './deps.ts';

/** The capture of one request, running or stored. */
export type FoundCapture = {
  readonly isRunning: boolean;
  /** Never empty. */
  readonly attempts: readonly CaptureView[];
  /** Empty when there is no such body. */
  body(attempt: CaptureView, part: CapturePart): Promise<Uint8Array>;
};

const NOTHING = new Uint8Array(0);

/** @throws AppError when nothing of the request is captured */
export async function findCapture(deps: AdminDeps, id: string): Promise<FoundCapture> {
  const running = (await deps.captures.running(id)) ?? [];
  const [first] = running;
  if (first !== undefined) {
    return {
      isRunning: true,
      attempts: running.map(({ view }) => view),
      body: async ({ number }, part) => {
        const one = part === 'request' ? first : running.find(({ view }) => view.number === number);
        return one?.bodies[part] ?? NOTHING;
      },
    };
  }
  const attempts = await deps.store.captures.views(id);
  if (attempts.length === 0) {
    throw new AppError('capture.not-found', 'Nothing of this request is captured.');
  }
  return {
    isRunning: false,
    attempts,
    body: async ({ number }, part) => (await deps.store.captures.body(id, number, part)) ?? NOTHING,
  };
}

/** @throws AppError when the attempt is not captured; without a number it is the last one */
export function attemptOf({ attempts }: FoundCapture, number?: number): CaptureView {
  const found =
    number === undefined ? attempts.at(-1) : attempts.find((one) => one.number === number);
  if (found === undefined) {
    throw new AppError('capture.not-found', 'This attempt is not captured.');
  }
  return found;
}
