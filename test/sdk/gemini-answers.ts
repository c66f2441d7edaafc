/** Answers in the shapes of the Gemini API. */

export const MODEL = 'gemini-2.5-flash';

export type Part =
  | { readonly text: string }
  | { readonly functionCall: { readonly name: string; readonly args: Record<string, unknown> } };

export function answer(...parts: readonly Part[]): object {
  return { ...piece(parts, true), usageMetadata: USAGE };
}

const USAGE = { promptTokenCount: 9, candidatesTokenCount: 5, totalTokenCount: 14 };

/** The same answer as a stream with `?alt=sse`: each part in an event of its own. */
export function answerEvents(...parts: readonly Part[]): string[] {
  return parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    const data = isLast ? { ...piece([part], true), usageMetadata: USAGE } : piece([part], false);
    // Google ends its lines with carriage returns.
    return `data: ${JSON.stringify(data)}\r\n\r\n`;
  });
}

function piece(parts: readonly Part[], isLast: boolean): object {
  const content = { parts, role: 'model' };
  const candidate = { content, index: 0, ...(isLast ? { finishReason: 'STOP' } : {}) };
  return { candidates: [candidate], modelVersion: MODEL, responseId: 'answer-1' };
}

export function error(
  code: number,
  status: string,
  message: string,
): { error: { code: number; message: string; status: string } } {
  return { error: { code, message, status } };
}
