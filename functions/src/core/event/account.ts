/**
 * One segment of a path, and part of the name of a secret: lower-case letters, digits and inner hyphens, as in a host name.
 * The name of a webhook function is none, since a URL without an account may end in it.
 */
const ACCOUNT = /^(?!.*-webhook$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What an account's name consists of, as it goes on after "must be". */
export const ACCOUNT_ALLOWED =
  '1 to 63 lower-case letters, digits and hyphens, without a hyphen at either end, and not "…-webhook"';

/** Whether an account can have this name. */
export function isAccount(name: string): boolean {
  return ACCOUNT.test(name);
}

/**
 * The source of an event of one account: equal ids of two accounts are two events. No account's name contains what is put
 * in front of it, so that no source of a provider can be taken for that of an account.
 */
export function sourceOfAccount(source: string, account: string | undefined): string {
  return account === undefined ? source : `${source}?account=${account}`;
}
