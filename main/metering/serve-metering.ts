import type { MessagePort } from 'node:worker_threads';
import type { BodyCounter } from './count/count-body.ts';
import type { MeteringQuestion, WorkerAnswer, WorkerRequest } from './worker-messages.ts';

/**
 * What a metering thread does: what takes longer than a stream may wait is done here. Tokenizer and price data
 * are large, and are loaded by the first question that needs them. The thread ends when it is told to.
 */
export function serve(port: MessagePort): void {
  let counter: BodyCounter | null = null;
  let last: Promise<void> = Promise.resolve();

  const perform = async (question: MeteringQuestion): Promise<WorkerAnswer> => {
    if (question.kind === 'price') {
      const { lookUpPrice } = await import('./prices/catalogue.ts');
      return { isOk: true, value: lookUpPrice(question) };
    }
    if (counter === null) {
      const { BodyCounter } = await import('./count/count-body.ts');
      counter = new BodyCounter();
    }
    return { isOk: true, value: counter.count(question) };
  };

  port.on('message', (request: WorkerRequest) => {
    last = last.then(async () => {
      // A port with a listener keeps its thread alive.
      if (request.kind === 'close') return port.close();
      try {
        port.postMessage(await perform(request));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        port.postMessage({ isOk: false, message } satisfies WorkerAnswer);
      }
    });
  });
}
