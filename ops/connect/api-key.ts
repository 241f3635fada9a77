import { variableOf } from '../../functions/src/core/config/settings.ts';
import type { ProviderKey } from '../../functions/src/core/registration/registrar.ts';
import type { Terminal } from '../cli/terminal.ts';
import { UsageError } from '../exit.ts';

/** Where a key may come from. */
export interface KeySources {
  /** Whether it is piped in. */
  readonly isPiped: boolean;
  /** What is set as a variable; undefined if nothing is. */
  readonly configured: string | undefined;
  readonly terminal: Pick<Terminal, 'askSecret' | 'input'>;
}

/**
 * The provider's API key: piped in, from its variable, or typed. It is used and kept nowhere.
 * @throws {UsageError} if it cannot be one, before it is sent anywhere. The message does not hold it.
 */
export async function apiKeyFor(
  provider: string,
  title: string,
  { is, where, form }: ProviderKey,
  { isPiped, configured, terminal }: KeySources,
): Promise<string> {
  const variable = variableOf(provider, 'ApiKey');
  const given = isPiped
    ? await terminal.input()
    : (configured ?? (await terminal.askSecret(`API key of ${title} (${is}; --key-stdin reads it from stdin):`)));
  const key = given.trim();
  const needed = `connecting ${title} needs ${is}: see ${where}`;
  if (key === '')
    throw new UsageError(`There is no API key: ${needed}. Set ${variable}, or pipe it in with --key-stdin.`);
  if (form !== undefined && form.exec(key)?.[0] !== key) throw new UsageError(`This is not such a key: ${needed}.`);
  return key;
}
