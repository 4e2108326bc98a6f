// The messages of RTSP: answers, and the requests that a server may send.

export interface RtspMessage {
  /** 0 for a request. */
  readonly status: number;
  readonly reason: string;
  /** By their names in small letters. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
  /** Bytes of the whole message; it may be more than what is there yet, and then the body is not whole. */
  readonly length: number;
}

/** Reads the message at the beginning of `data`; undefined if its headers are not all there. */
export function parseRtspMessage(data: Buffer): RtspMessage | undefined {
  const end = data.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = data.toString('latin1', 0, end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const values = headers.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    headers.set(name, values);
  }
  const announced = Number(headers.get('content-length')?.[0] ?? 0);
  const length = end + 4 + (Number.isSafeInteger(announced) && announced > 0 ? announced : 0);
  const [, status = '0', reason = ''] = /^RTSP\/\d\.\d (\d{3}) ?(.*)$/.exec(first) ?? [];
  const body = data.toString('utf8', end + 4, Math.min(length, data.length));
  return { status: Number(status), reason, headers, body, length };
}
