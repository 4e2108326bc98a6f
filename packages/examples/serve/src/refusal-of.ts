import { PictureTooLarge } from '@ascend-rx/example-classify';
import { BadPicture } from './bad-picture.js';
import { mediaTypes } from './picture-format.js';

/** An answer that is no result. */
export interface Refusal {
  readonly status: number;
  /** For programs. */
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** Seconds after which the client may try again; absent where that would not help. */
  readonly retryAfter?: number;
}

/** What the client can do about an error, by its code. Any other error is a fault of the server. */
const answers: Readonly<Record<string, Omit<Refusal, 'code' | 'message'> & { readonly advice?: string }>> = {
  ERR_TOO_MANY_REQUESTS: { status: 503, retryAfter: 1 },
  // The queue of the runner is full.
  ERR_OVERFLOW: { status: 503, retryAfter: 1 },
  // The server ends. Another one may take the request.
  ERR_CLOSED: { status: 503, retryAfter: 1 },
  // The device is lost, until somebody starts the server again: `/healthz` says so.
  ERR_NO_INSTANCE: { status: 503 },
  ERR_TIMEOUT: { status: 504 },
  // Of Fastify.
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, advice: 'send a smaller picture' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, advice: `send one of ${mediaTypes.join(', ')}` },
};

/** The answer that the client gets for an error. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof BadPicture) return { status: 400, code: 'ERR_PICTURE', message: error.message };
  if (error instanceof PictureTooLarge) {
    return { status: 413, code: 'ERR_PICTURE_SIZE', message: error.message };
  }
  const { code, message, name, statusCode } = Object(error) as Record<string, unknown>;
  const answer = typeof code === 'string' && Object.hasOwn(answers, code) ? answers[code] : undefined;
  if (answer) {
    const { advice, ...refusal } = answer;
    return { ...refusal, code: String(code), message: advice ? `${message}: ${advice}` : String(message) };
  }
  // Other errors in the request, by Fastify.
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, code: String(code), message: String(message) };
  }
  // The name of an AclError is the constant of its code. The message is for the log of the server.
  const isAclError = typeof code === 'number';
  return { status: 500, code: isAclError ? String(name) : 'ERR_INTERNAL', message: 'the inference failed' };
}
