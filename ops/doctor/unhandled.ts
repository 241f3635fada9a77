import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { scoped } from '../../functions/src/core/config/scope.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { unhandledEvents, type SkippedReader } from '../../functions/src/core/inspect/unhandled.ts';
import { firstOf } from '../cli/table.ts';
import { ok, unknown, warning, type Result } from './result.ts';

const WHAT = 'events that nobody handles';
/** Types that are named, for each provider. */
const MOST_NAMED = 5;

/** A provider, and the deployed names of its consumers. */
export type Consumed = Parameters<typeof unhandledEvents>[1][number];

/** The providers of these entries, with the names that their consumers have here. */
export function consumedIn(
  entries: readonly CatalogEntry[],
  { scope }: Pick<BundleConfig, 'scope'>,
): readonly Consumed[] {
  return entries.map(({ provider, consumers }) => ({
    provider,
    consumers: consumers.map(({ name }) => ({ name: scoped(scope.own, name) })),
  }));
}

/**
 * Looks for types of events that arrive and lead to nothing.
 * @param uncounted What to say if nobody counts them.
 */
export async function unhandledResults(
  reader: SkippedReader,
  providers: readonly Consumed[],
  uncounted: string,
): Promise<readonly Result[]> {
  const skipped = await reader.skipped();
  if (skipped === undefined) return [unknown(WHAT, uncounted)];
  const since = reader.days === undefined ? 'So far' : `In the last ${reader.days} days`;
  const unhandled = unhandledEvents(skipped, providers);
  const results = providers.flatMap(({ provider }) => {
    const types = unhandled.filter((one) => one.provider === provider);
    if (types.length === 0) return [];
    const counted = types.map(({ type, count }) => `${type} (${count})`);
    const says = `${since}, events of these types led to nothing: ${firstOf(counted, MOST_NAMED)}. Deselect them at the provider, or write a saga.`;
    return [warning(`${provider}: ${WHAT}`, says, `npx integrations new saga ${provider} my-use-case${typeOf(types)}`)];
  });
  return results.length > 0 ? results : [ok(WHAT, 'no type')];
}

/** The option that has the saga take the most frequent type, if the type can be given on a command line as it is. */
function typeOf([most]: ReturnType<typeof unhandledEvents>): string {
  return most !== undefined && /^[\w.:/-]+$/.test(most.type) ? ` --type ${most.type}` : '';
}
