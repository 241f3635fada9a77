import { isJsonObject } from '../event/json.ts';
import type { Instance } from '../integration/instance.ts';
import { RECORD_PREFIX_RULE } from '../options/account-options.ts';
import { oneOf, options, text, type Rule, type Rules } from '../options/option-rules.ts';
import type { BundleOptions } from './bundle.ts';
import { BUNDLE_VARIABLES } from './misspelt-variables.ts';
import { OPTIONAL_SCOPE_PATTERN, SCOPE_PATTERN } from './scope.ts';

/** What a scope may be, as it goes on after "must be". */
export const SCOPE_ALLOWED =
  'at most 40 lower-case letters, digits, "_" and "-", with a letter in front, and not "goog"';

/** The rules of the options of `defineBundle`. */
export const BUNDLE_RULES: Rules<BundleOptions<string>> = {
  region: text(/^[a-z]+(?:-[a-z]+)+\d{1,2}$/, 'a region of Google Cloud, such as europe-west1'),
  database: text(/^(?:\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/, 'the id of a Firestore database, or (default)'),
  collectionPrefix: text(/^(?!__)[^/]{0,100}$/, 'at most 100 characters, without a slash and without __ in front'),
  bucket: text(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'the name of a bucket, without gs:// in front'),
  accountRecordPrefix: RECORD_PREFIX_RULE,
  scope: text(OPTIONAL_SCOPE_PATTERN, `empty, or ${SCOPE_ALLOWED}`),
  listensTo: text(OPTIONAL_SCOPE_PATTERN, `empty, or ${SCOPE_ALLOWED}`),
  bigquery: options,
  functions: options,
  sagas: options,
  integrations: options,
  instances: { allows: areInstances, allowed: 'an object of instances, each with a scheme, such as hmac({…})' },
};

/** What the variables of the bundle take, as the options of the same names do. */
export const VARIABLE_RULES = {
  [BUNDLE_VARIABLES.region]: BUNDLE_RULES.region,
  [BUNDLE_VARIABLES.kitRegion]: BUNDLE_RULES.region,
  [BUNDLE_VARIABLES.database]: BUNDLE_RULES.database,
  [BUNDLE_VARIABLES.collectionPrefix]: BUNDLE_RULES.collectionPrefix,
  [BUNDLE_VARIABLES.bucket]: BUNDLE_RULES.bucket,
  [BUNDLE_VARIABLES.scope]: text(SCOPE_PATTERN, SCOPE_ALLOWED),
  [BUNDLE_VARIABLES.tracing]: oneOf(['on', 'off']),
  [BUNDLE_VARIABLES.domains]: oneOf(['on', 'off']),
} satisfies Readonly<Record<string, Rule<string>>>;

function areInstances(value: unknown): value is Readonly<Record<string, Instance>> {
  const isInstance = (one: unknown) => isJsonObject(one) && isJsonObject(one['scheme']);
  return isJsonObject(value) && Object.values(value).every(isInstance);
}
