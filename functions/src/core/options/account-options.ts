import { isJsonObject } from '../event/json.ts';
import { requireRules, text, wholeNumber, type Fault, type Rule, type Rules } from './option-rules.ts';

/** How a provider's accounts are served, where each has its own URL and its own secret. */
export interface AccountOptions {
  /** Events of one account that an instance of a consumer handles in a minute; whole, 1–60000. More of them wait. */
  readonly perMinute?: number;
}

/** The place of the account in a pattern. */
export const ACCOUNT_PLACE = '{account}';

const RULES: Rules<AccountOptions> = { perMinute: wholeNumber(1, 60_000) };

/**
 * The rule of the option `accountRecordPrefix`. What follows the account must end it: with a hyphen, "a" and "b-c" would be
 * the record of "a-b" and "c".
 */
export const RECORD_PREFIX_RULE: Rule<string> = text(
  /^[^/{}]{0,50}\{account\}[^a-z0-9/{}-][^/{}]{0,50}$/,
  `a text such as "${ACCOUNT_PLACE}:", where a sign that no account has follows it, and without a slash`,
);

/** The rule of the option `accounts`; what is in it is checked by {@link accountOptionsOf}. */
export const ACCOUNTS_RULE: Rule<boolean | AccountOptions> = {
  allows: (value): value is boolean | AccountOptions => typeof value === 'boolean' || isJsonObject(value),
  allowed: 'true, false or an object',
};

/** The options of a provider's accounts; undefined if it serves one account alone. */
export function accountOptionsOf(
  configured: boolean | AccountOptions | undefined,
  fault: Fault,
): AccountOptions | undefined {
  if (configured === undefined || configured === false) return undefined;
  if (configured === true) return {};
  requireRules<AccountOptions>(configured, RULES, (sentence) => fault(`accounts: ${sentence}`));
  return configured;
}

/** A text of the configuration with the account put in. */
export function forAccount(pattern: string, account: string): string {
  return pattern.replaceAll(ACCOUNT_PLACE, account);
}
