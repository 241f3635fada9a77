import { variableOf, type IntegrationSettings } from './settings.ts';
import { isOfPattern, patternsMeet } from './account-pattern.ts';

/** A setting that cannot work beside the accounts of a provider. */
interface AccountProblem {
  readonly provider: string;
  readonly message: string;
}

/**
 * What would let somebody send for an account without its secret, or could not be told apart: names of secrets that an
 * account could have too, and ways in that name no account.
 * @param on The settings of everything that is on.
 */
export function accountProblems(on: readonly IntegrationSettings[]): readonly AccountProblem[] {
  return on.flatMap((settings) => {
    const { accounts, webhookSecretName: pattern } = settings;
    if (accounts === undefined) return [];
    const own = [...otherWaysIn(settings), ...(pattern === undefined ? [] : clashes(on, settings, pattern))];
    return own.map((message) => ({ provider: settings.provider, message }));
  });
}

/** What is wrong with a secret by value beside accounts. */
export function sharedSecretFault(provider: string): string {
  const [byValue, byName] = [variableOf(provider, 'WebhookSecret'), variableOf(provider, 'WebhookSecretName')];
  return `${byValue} is one secret for all accounts of ${provider}; remove it, and name each account's own by ${byName}.`;
}

function otherWaysIn({ provider, webhookSecret, pubsubTopic }: IntegrationSettings): readonly string[] {
  const topic = variableOf(provider, 'PubsubTopic');
  return [
    ...(webhookSecret === undefined ? [] : [sharedSecretFault(provider)]),
    ...(pubsubTopic === undefined
      ? []
      : [`The messages of a topic name no account; remove ${topic}, or accounts of ${provider}.`]),
  ];
}

/** The secrets of others whose names an account of this provider could have: whoever knows one could send for that account. */
function clashes(
  on: readonly IntegrationSettings[],
  { provider }: IntegrationSettings,
  pattern: string,
): readonly string[] {
  const mine = variableOf(provider, 'WebhookSecretName');
  return on.flatMap((other) => {
    const { webhookSecretName, apiKeyName, accounts } = other;
    const theirs = variableOf(other.provider, 'WebhookSecretName');
    const named = accounts === undefined ? [webhookSecretName, apiKeyName] : [apiKeyName];
    const isTaken = named.some((name) => name !== undefined && isOfPattern(name, pattern));
    const meets =
      accounts !== undefined &&
      other.provider > provider &&
      webhookSecretName !== undefined &&
      patternsMeet(pattern, webhookSecretName);
    return [
      ...(isTaken
        ? [
            `${mine} fits the name of another secret of ${other.provider} too, which would open the URL of an account; give the accounts' secrets a beginning that no other has.`,
          ]
        : []),
      ...(meets
        ? [`${mine} and ${theirs} may name the same secret; give each provider's accounts a different beginning.`]
        : []),
    ];
  });
}
