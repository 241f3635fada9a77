import { variablePrefixOf } from '../event/names.ts';
import { slipsBetween, slipsIn } from '../options/nearest.ts';
import { SETTINGS } from './integration-options.ts';
import type { Environment } from './settings.ts';

/** The variables of the bundle as a whole. */
export const BUNDLE_VARIABLES = {
  region: 'INTEGRATIONS_REGION',
  kitRegion: 'FUNCTION_DEFAULT_REGION',
  database: 'INTEGRATIONS_DATABASE',
  collectionPrefix: 'INTEGRATIONS_COLLECTION_PREFIX',
  bucket: 'INTEGRATIONS_BUCKET',
  scope: 'INTEGRATIONS_SCOPE',
  tracing: 'INTEGRATIONS_TRACING',
  domains: 'INTEGRATIONS_NODE_DOMAINS',
  dropBacklog: 'INTEGRATIONS_DROP_BACKLOG',
} as const;

/** A variable that nothing reads, and the one that was probably meant. */
export interface MisspeltVariable {
  readonly name: string;
  readonly meant: string;
  /** The provider of the one that was meant; undefined for the bundle as a whole. */
  readonly provider: string | undefined;
}

/** How every variable of the bundle begins, with room for a slip. */
const BUNDLE_PREFIX = /^INTEG[A-Z]*_/;

const ENDINGS: readonly string[] = SETTINGS.map(variablePrefixOf);

/**
 * The variables whose names are a slip or two off those that are read (`STRPE_WEBHOOK_SECRET`, `STRIPE_WEBHOK_SECRET`),
 * as long as the right one is not set. The slips are in one part of the name: in both there is no telling whose it is.
 */
export function misspeltVariables(environment: Environment, providers: readonly string[]): readonly MisspeltVariable[] {
  const prefixes = new Map(providers.map((provider) => [variablePrefixOf(provider), provider]));
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  return Object.keys(environment).flatMap((name) => {
    const misspelt = BUNDLE_PREFIX.test(name) ? ofBundle(name) : ofProvider(name, prefixes);
    return misspelt !== undefined && isSet(name) && !isSet(misspelt.meant) ? [misspelt] : [];
  });
}

function ofBundle(name: string): MisspeltVariable | undefined {
  const meant = nearestOf(name, Object.values(BUNDLE_VARIABLES), 2);
  return meant === undefined ? undefined : { name, meant, provider: undefined };
}

function ofProvider(name: string, prefixes: ReadonlyMap<string, string>): MisspeltVariable | undefined {
  for (const [prefix, provider] of prefixes) {
    if (!name.startsWith(`${prefix}_`)) continue;
    const rest = name.slice(prefix.length + 1);
    if (ENDINGS.includes(rest)) return undefined;
    const ending = nearestOf(rest, ENDINGS);
    if (ending !== undefined) return { name, meant: `${prefix}_${ending}`, provider };
  }
  const ending = ENDINGS.find((one) => name.endsWith(`_${one}`));
  const prefix = ending && nearestOf(name.slice(0, -ending.length - 1), [...prefixes.keys()]);
  return prefix ? { name, meant: `${prefix}_${ending}`, provider: prefixes.get(prefix) } : undefined;
}

/** The name that is the fewest slips away, and at least one. */
function nearestOf(word: string, names: readonly string[], most = slipsIn(word)): string | undefined {
  const slips = names.map((name) => slipsBetween(word, name, most));
  const least = Math.min(...slips);
  return least > 0 && least <= most ? names[slips.indexOf(least)] : undefined;
}
