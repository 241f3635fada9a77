import { isAccount } from '../event/account.ts';
import { variablePrefixOf } from '../event/names.ts';
import { ACCOUNT_PLACE, forAccount } from '../options/account-options.ts';

/** A name of a secret with one place for the account, and with text in front that is not an account's: see {@link isOfPattern}. */
const SECRET_PATTERN = /^(?:projects\/[^/\s]+\/secrets\/)?[A-Za-z0-9_-]{3,96}\{account\}[A-Za-z0-9_-]{0,96}$/;

/** The pattern that holds if none is configured, on one's own machine. */
export function defaultSecretPattern(provider: string): string {
  return `${variablePrefixOf(provider).toLowerCase().replaceAll('_', '-')}-webhook-secret-${ACCOUNT_PLACE}`;
}

/** The name of one account's secret. */
export function secretNameOf(
  { provider, webhookSecretName }: { readonly provider: string; readonly webhookSecretName: string | undefined },
  account: string,
): string {
  return forAccount(webhookSecretName ?? defaultSecretPattern(provider), account);
}

/** Whether some account has the secret of this name, so that the URL of that account would be opened by it. */
export function isOfPattern(name: string, pattern: string): boolean {
  const [before = '', after = ''] = shortName(pattern).split(ACCOUNT_PLACE);
  const short = shortName(name);
  const account = short.slice(before.length, short.length - after.length);
  return short === `${before}${account}${after}` && isAccount(account);
}

/** Whether one secret may be found by both patterns, by that of one account here and of another there. */
export function patternsMeet(a: string, b: string): boolean {
  const [beforeA = '', afterA = ''] = shortName(a).split(ACCOUNT_PLACE);
  const [beforeB = '', afterB = ''] = shortName(b).split(ACCOUNT_PLACE);
  const starts = beforeA.startsWith(beforeB) || beforeB.startsWith(beforeA);
  return starts && (afterA.endsWith(afterB) || afterB.endsWith(afterA));
}

/** Without its project: the same name in two projects is refused too, which costs a better name and no analysis. */
function shortName(name: string): string {
  return /\/secrets\/([^/]+)/.exec(name)?.[1] ?? name;
}

/**
 * What is wrong with the name of a webhook secret, as a sentence; undefined if it can be one.
 * @param hasAccounts Whether each account has its own.
 */
export function placeFault(provider: string, variable: string, name: string, hasAccounts: boolean): string | undefined {
  const hasPlace = name.includes(ACCOUNT_PLACE);
  if (hasPlace && !hasAccounts)
    return `${variable} has a place for an account; set accounts: true for ${provider} in integrations.config.ts.`;
  if (!hasAccounts || SECRET_PATTERN.test(name)) return undefined;
  return `${variable} must say where its secret's name has the account, such as ${provider}-webhook-secret-${ACCOUNT_PLACE}.`;
}
