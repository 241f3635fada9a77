import { isJsonObject } from '../event/json.ts';
import { requireRules, text, type Rule, type Rules } from '../options/option-rules.ts';
import type { Scope } from './scope.ts';
import { badConfig } from './settings.ts';

/** What `npx integrations export bigquery` makes of every event. */
export interface BigQueryOptions {
  /** The dataset; by default `integrations`, with the scope of the installation behind it. */
  readonly dataset?: string;
  /** The place of the dataset, such as `EU`; by default the region of the functions. It cannot be changed later. */
  readonly location?: string;
  /**
   * Fields of the body that never reach BigQuery, by provider: `{ stripe: ['data.object.customer_email'] }`. `*` stands for
   * each element of a list, or each field of an object.
   */
  readonly redact?: Readonly<Record<string, readonly string[]>>;
  /** Types of events that get a view, by provider, beside those of the samples. */
  readonly types?: Readonly<Record<string, readonly string[]>>;
}

/** The dataset that gets the events, with every default filled in. */
export type BigQueryTarget = Required<BigQueryOptions>;

const MAX_PATHS = 100;

function lists(pattern: RegExp, allowed: string): Rule<Readonly<Record<string, readonly string[]>>> {
  const isOne = (value: unknown) => typeof value === 'string' && value.length <= 500 && pattern.test(value);
  return {
    allows: (value): value is Readonly<Record<string, readonly string[]>> =>
      isJsonObject(value) &&
      Object.values(value).every((list) => Array.isArray(list) && list.length <= MAX_PATHS && list.every(isOne)),
    allowed,
  };
}

/** The rules of {@link BigQueryOptions}. */
const BIGQUERY_RULES: Rules<BigQueryOptions> = {
  dataset: text(/^\w{1,1000}$/, 'the name of a dataset: letters, digits and underscores'),
  location: text(/^[A-Za-z][A-Za-z0-9-]{1,60}$/, 'a location of BigQuery, such as EU or europe-west1'),
  redact: lists(
    /^[^.\s]+(?:\.[^.\s]+)*$/,
    `an object of lists, by provider, of at most ${MAX_PATHS} paths such as data.object.customer_email`,
  ),
  types: lists(/^\S+$/, `an object of lists, by provider, of at most ${MAX_PATHS} types of events`),
};

/**
 * What a configuration says of the export.
 * @param configured What was handed to `defineBundle`.
 * @returns undefined if nothing is exported.
 * @throws {IntegrationError} `bad-config`
 */
export function bigQueryTarget(
  configured: unknown,
  { region, scope }: { readonly region: string; readonly scope: Scope },
): BigQueryTarget | undefined {
  const written = isJsonObject(configured) ? configured['bigquery'] : undefined;
  if (written === undefined) return undefined;
  requireRules(written, BIGQUERY_RULES, (sentence) => badConfig('bundle', `The option bigquery: ${sentence}.`));
  const own = scope.own === '' ? 'integrations' : `integrations_${scope.own.replaceAll('-', '_')}`;
  return { dataset: own, location: region, redact: {}, types: {}, ...written };
}
