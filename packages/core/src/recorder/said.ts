// An error as it can be kept, printed and compared.
import { describe } from '../validate.js';

/** The code of an error, if it has one, else its message; a primitive itself. */
export type Said = string | number | boolean | null;

export function said(error: unknown): Said {
  if (
    error === null ||
    typeof error === 'number' ||
    typeof error === 'boolean' ||
    typeof error === 'string'
  ) {
    return error;
  }
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const best = code ?? message;
  return typeof best === 'string' || typeof best === 'number' ? best : describe(error);
}
