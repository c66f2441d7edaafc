import { AppError } from '../core/app-error.ts';

/** Refuses a request because of what its fields hold. Messages say what is wanted, never what was sent. */
export function invalidRequest(fields: Readonly<Record<string, string>>): AppError {
  const [first] = Object.entries(fields);
  const more = Object.keys(fields).length - 1;
  const message =
    first === undefined
      ? 'The request is not valid.'
      : `${first[0]}: ${first[1]}${more > 0 ? ` (and ${more.toString()} more)` : ''}`;
  return new AppError('request.invalid', message, { fields });
}

/** Collects everything that is wrong with a request, so that a person corrects it once. */
export class FieldErrors {
  readonly #fields = new Map<string, string>();

  /** The first complaint about a field stands. */
  report(path: string, message: string): void {
    if (!this.#fields.has(path)) this.#fields.set(path, message);
  }

  throwIfAny(): void {
    if (this.#fields.size > 0) throw invalidRequest(Object.fromEntries(this.#fields));
  }
}
