// Asking the service: JSON over fetch, no cookies; signed where a device asks.
import { learnTime, now } from './clock.ts';
import { base64url, hashOf, randomBytes, utf8 } from './encoding.ts';
import { sign, statement } from './statement.ts';

/// The service said no; `code` is what to decide on.
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly details: { retry_after?: number; server_time?: number; min_version?: string; state?: string; moved_to?: string },
  ) {
    super(`${status} ${code}`);
  }
}

/// No answer, or none of ours: no network, or a proxy without its service.
export class Unreachable extends Error {}

/// Who asks: a device that is linked, with its key.
export interface Signer {
  device: string;
  key: CryptoKey;
}

export interface Asked {
  method: 'GET' | 'POST';
  path: string;  // under /pocket/api/v1/, with its query
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /// Seconds after which nobody waits any longer.
  patience?: number;
}

const root = '/pocket/api/v1/';

async function send(asked: Asked, body: string, headers: Record<string, string>): Promise<unknown> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), (asked.patience ?? 15) * 1000);
  const stop = () => ended.abort();
  asked.signal?.addEventListener('abort', stop);
  if (asked.signal?.aborted) stop();
  try {
    const response = await fetch(root + asked.path, {
      method: asked.method,
      headers: { 'Pocket-Version': POCKET_VERSION, ...(asked.method === 'POST' && { 'Content-Type': 'application/json' }), ...headers },
      ...(asked.method === 'POST' && { body }),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: ended.signal,
    });
    const text = await response.text();
    if (response.status === 204) return undefined;
    const answer = JSON.parse(text) as Record<string, unknown>;
    if (response.ok) return answer;
    if (typeof answer['error'] !== 'string') throw new Unreachable();
    throw new Refused(response.status, answer['error'], answer);
  } catch (problem) {
    if (problem instanceof Refused) throw problem;
    throw new Unreachable();  // fetch and JSON.parse say it in as many words as there are browsers
  } finally {
    clearTimeout(timer);
    asked.signal?.removeEventListener('abort', stop);
  }
}

/// Calls `ask`, once more if the service says that our clock is wrong: by then we know the right time.
export async function withRightTime<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (problem) {
    if (!(problem instanceof Refused) || problem.code !== 'clock_skew' || problem.details.server_time === undefined) throw problem;
    learnTime(problem.details.server_time);
    return ask();
  }
}

/// For what anybody may ask, and for what is signed in its body.
export async function call<Answer>(asked: Asked): Promise<Answer> {
  return await send(asked, asked.body ? JSON.stringify(asked.body) : '', asked.headers ?? {}) as Answer;
}

export async function signedCall<Answer>(signer: Signer, asked: Asked): Promise<Answer> {
  const body = asked.body ? JSON.stringify(asked.body) : '';
  return withRightTime(async () => {
    const time = now();
    const nonce = base64url(randomBytes(16));
    const signature = await sign(signer.key, statement('REQUEST', {
      aud: location.origin,
      device: signer.device,
      method: asked.method,
      target: root + asked.path,
      body: await hashOf(utf8(body)),
      nonce,
      time,
    }));
    return await send(asked, body, {
      'Pocket-Device': signer.device,
      'Pocket-Time': String(time),
      'Pocket-Nonce': nonce,
      'Pocket-Signature': signature,
    }) as Answer;
  });
}
