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

const MARK = '?account=';

/**
 * The source of an event of one account: equal ids of two accounts are two events. No account has the mark in its name, so
 * that no source of a provider is taken for that of an account.
 */
export function sourceOfAccount(source: string, account: string | undefined): string {
  return account === undefined ? source : `${source}${MARK}${account}`;
}

/** The account in a source that {@link sourceOfAccount} has made; undefined in any other. */
export function accountInSource(source: string): string | undefined {
  const at = source.lastIndexOf(MARK);
  const account = source.slice(at + MARK.length);
  return at !== -1 && isAccount(account) ? account : undefined;
}

/** An account among the objects that an event concerns, by which its events are found. */
export function subjectOfAccount(account: string): string {
  return `account:${account}`;
}

/** The key of an instance of a durable saga, and whose it is. */
export interface KeyOfAccount {
  /** As the saga's author has chosen it. */
  readonly key: string;
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
}

/** The key of an instance that holds facts of one account: equal keys of two accounts are two instances. */
export function joinedKey({ key, provider, account }: KeyOfAccount): string {
  return account === undefined ? key : `${key}${MARK}${provider}/${account}`;
}

/** Takes a key apart that {@link joinedKey} has made. */
export function splitKey(joined: string): KeyOfAccount {
  const at = joined.lastIndexOf(MARK);
  const [provider = '', account = '', ...more] = joined.slice(at + MARK.length).split('/');
  const isMarked = at !== -1 && more.length === 0 && /^[a-zA-Z][a-zA-Z0-9]*$/.test(provider) && isAccount(account);
  return isMarked ? { key: joined.slice(0, at), provider, account } : { key: joined };
}
