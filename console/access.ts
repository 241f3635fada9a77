import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { safeEqual } from '../functions/src/core/scheme/verification.ts';
import { ApiError, type ApiReply } from './replies.ts';

type Request = Pick<IncomingMessage, 'headers'>;

const TOKEN_BYTES = 32;
const BEARER = /^Bearer (.+)$/;

/** A fresh token: 256 random bits, in base64url. */
export function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** The address that lets a browser in. @param view As in the address: `/events?status=dead` */
export function addressWith(token: string, url: string, view = ''): string {
  return `${url}/?token=${encodeURIComponent(token)}${view === '' ? '' : `#${view}`}`;
}

/**
 * Lets in whoever knows the token. The loopback interface is open to every user and program of the machine, so being
 * able to connect proves nothing. A browser shows the token once, in the address, and then has it in a cookie that no
 * script can read; tools send it as a bearer token.
 */
export class ConsoleAccess {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  /** Exchanges the token in an address for a cookie, and leads to the address without it. @throws {ApiError} `unauthorized` */
  enter(given: string, { headers: { host = '' } }: Request): ApiReply {
    if (!safeEqual(given, this.#token)) throw unauthorized();
    return {
      status: 303,
      body: '',
      headers: {
        location: '/',
        'set-cookie': `${cookieNameOf(host)}=${this.#token}; Path=/; HttpOnly; SameSite=Strict`,
        // The address with the token must not go to any page that is linked to.
        'referrer-policy': 'no-referrer',
      },
    };
  }

  /** @throws {ApiError} `unauthorized` for a request without the token. */
  require({ headers }: Request): void {
    const given = BEARER.exec(headers.authorization ?? '')?.[1] ?? cookieIn(headers);
    if (given === undefined || !safeEqual(given, this.#token)) throw unauthorized();
  }
}

/** Cookies are shared by all ports of a host, so the name tells consoles apart. */
function cookieNameOf(host: string): string {
  return `console-${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;
}

function cookieIn({ cookie = '', host = '' }: IncomingMessage['headers']): string | undefined {
  const start = `${cookieNameOf(host)}=`;
  return cookie
    .split('; ')
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}

function unauthorized(): ApiError {
  return new ApiError(
    401,
    'unauthorized',
    'Open the console with the full address that its command printed: it contains the access token. Tools send the token as a bearer token.',
  );
}
