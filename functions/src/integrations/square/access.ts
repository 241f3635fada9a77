/** What marks the access token of a sandbox: nothing in the token itself tells. */
const SANDBOX = ':sandbox';

/** How an API key is used. */
export interface SquareAccess {
  readonly token: string;
  readonly host: string;
  readonly isSandbox: boolean;
}

/** Takes an API key apart. */
export function accessOf(key: string): SquareAccess {
  return key.endsWith(SANDBOX)
    ? { token: key.slice(0, -SANDBOX.length), host: 'connect.squareupsandbox.com', isSandbox: true }
    : { token: key, host: 'connect.squareup.com', isSandbox: false };
}
