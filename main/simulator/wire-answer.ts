/** An answer before it is compressed, paced and cut. */
export type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly extraHeaders: Readonly<Record<string, string>>;
  /** Streams come in pieces of their own; any other body is in two halves, so that it has a middle. */
  readonly pieces: readonly string[];
  /** Which piece is the first with content. */
  readonly contentAt: number;
  readonly isStream: boolean;
};

/** A body with a length. */
export function textAnswer(text: string, contentType: string, status = 200): Answer {
  // By code points, because half of a surrogate pair would be no text.
  const characters = Array.from(text);
  const middle = Math.ceil(characters.length / 2);
  const halves = [characters.slice(0, middle).join(''), characters.slice(middle).join('')];
  const pieces = halves.filter((half) => half !== '');
  return { status, contentType, extraHeaders: {}, pieces, contentAt: 0, isStream: false };
}

export function jsonAnswer(value: object, status = 200): Answer {
  return textAnswer(JSON.stringify(value), 'application/json', status);
}

/** A body that is complete for HTTP and half for JSON. */
export function halfOf(answer: Answer): Answer {
  return { ...answer, pieces: answer.pieces.slice(0, 1) };
}

/** A body whose pieces arrive one by one. */
export function eventAnswer(events: readonly string[], contentAt: number): Answer {
  return {
    status: 200,
    contentType: 'text/event-stream; charset=utf-8',
    extraHeaders: { 'cache-control': 'no-cache' },
    pieces: events,
    contentAt,
    isStream: true,
  };
}

/** Gemini's stream without `alt=sse`: an array whose elements arrive one by one. */
export function arrayAnswer(events: readonly string[]): Answer {
  const elements = events.filter((event) => event.startsWith('data: '));
  const pieces = elements.map(
    (event, index) => `${index === 0 ? '[' : ',\r\n'}${event.slice('data: '.length).trim()}`,
  );
  return {
    ...eventAnswer([...pieces, pieces.length === 0 ? '[]' : ']'], 0),
    contentType: 'application/json; charset=utf-8',
  };
}
