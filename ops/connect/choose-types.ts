import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { Registrar, Subscribed } from '../../functions/src/core/registration/registrar.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { UsageError } from '../exit.ts';

/** What the operator said of types. */
export interface TypeOptions {
  /** Beside those that the sagas take. */
  readonly type: readonly string[];
  readonly 'all-types': boolean;
}

/**
 * The native types to ask for: those that sagas and tasks take.
 * @throws {UsageError} if there are none, or if a saga's types cannot be read from its code and none are named.
 */
export function wantedTypes(
  { title, provider, types, unreadTypes }: Pick<CatalogEntry, 'title' | 'provider' | 'types' | 'unreadTypes'>,
  options: TypeOptions,
): Subscribed {
  if (options['all-types']) return 'all';
  const wanted = [...new Set([...types, ...options.type])].toSorted();
  if (unreadTypes.length > 0 && options.type.length === 0) {
    throw new UsageError(
      `The types of events that ${unreadTypes.join(', ')} of ${title} ${unreadTypes.length === 1 ? 'takes' : 'take'} cannot be read from the code: name them with --type, ask for every type with --all-types, or write { types: [...] } behind the saga or task.`,
    );
  }
  if (wanted.length > 0) return wanted;
  throw new UsageError(
    `No saga takes events of ${title}: write one (npx integrations new saga ${provider} my-use-case), name types with --type, or ask for every type with --all-types.`,
  );
}

/** What is asked for, in the provider's words, and what this way of registering cannot send. */
export interface Asked {
  readonly types: Subscribed;
  readonly missing: readonly string[];
}

/** @throws {UsageError} if the provider's API cannot do that. */
export async function subscriptionsFor(wanted: Subscribed, registrar: Registrar, api: RegistrationApi): Promise<Asked> {
  const { types: can } = registrar.capabilities;
  if (can.are === 'everything') return { types: 'all', missing: [] };
  if (wanted !== 'all') {
    const of = (types: readonly string[]) => [...new Set(registrar.subscriptions?.(types) ?? types)];
    const missing = wanted.filter((type) => of([type]).length === 0);
    const types = of(wanted);
    if (types.length > 0) return { types, missing };
    throw new UsageError(`The ${registrar.title} cannot send ${missing.join(', ')}: choose another way with --as.`);
  }
  if (can.all === 'wildcard') return { types: 'all', missing: [] };
  const available = can.all === 'available' ? await registrar.available?.(api) : undefined;
  if (available !== undefined) return { types: available, missing: [] };
  throw new UsageError(`The ${registrar.title} cannot be asked for every type: name them with --type.`);
}
