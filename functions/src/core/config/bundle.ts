import type { BigQueryOptions } from './bigquery-options.ts';
import type { SharedFunctionOptions } from './function-options.ts';
import { isJsonObject } from '../event/json.ts';
import { SAGAS } from '../event/names.ts';
import { scoped, type Scope } from './scope.ts';
import type { Instance } from '../integration/instance.ts';
import type { IntegrationOptions, SagaOptions } from './integration-options.ts';
import {
  badConfig,
  readSettings,
  type Environment,
  type IntegrationSettings,
  type SettingsDemand,
} from './settings.ts';

/** What `integrations.config.ts` says. Everything has a default; secrets belong in the environment. */
export interface BundleOptions<Provider extends string> {
  /** Region of every function. */
  readonly region?: string;
  /** Firestore database that holds ledger and records. */
  readonly database?: string;
  /** Put before the name of each Firestore collection of ours, so that yours are left alone. */
  readonly collectionPrefix?: string;
  /**
   * In front of the names of our topics, consumers and collections, so that several installations share a project. By
   * default the id of the kit instance that is deployed, and otherwise empty. Changing it leaves what waits and what is
   * stored under the old names.
   * @see docs/deploy/several-installations.md
   */
  readonly scope?: string;
  /**
   * The scope of the installation whose events this bundle handles, for a codebase that receives no webhooks; empty if
   * that installation has no scope. Such a bundle needs a `scope` that no other has.
   */
  readonly listensTo?: string;
  /**
   * In front of the id of every record that an event of an account reads or changes, with the account in place of
   * `{account}`: `{account}:`. Otherwise records of different accounts share their ids.
   * @see docs/deploy/accounts.md
   */
  readonly accountRecordPrefix?: string;
  /** Cloud Storage bucket for events over 380 kB. Without one they are answered 500. */
  readonly bucket?: string;
  /**
   * Exports every event to BigQuery, once `npx integrations export bigquery` has made the table.
   * @see docs/operate/export.md
   */
  readonly bigquery?: BigQueryOptions;
  /**
   * How every function is deployed, if not by the defaults of its kind. The options of an
   * integration take precedence over it. The functions for dead letters and for missed events keep their own numbers of instances.
   */
  readonly functions?: SharedFunctionOptions;
  /** The functions of durable sagas: how their messages are delivered, and how they are deployed. */
  readonly sagas?: SagaOptions;
  readonly integrations?: { readonly [P in Provider]?: IntegrationOptions<P> };
  /**
   * Providers without a folder, by name: how each signs, and where its events hold things. Each gets its own functions,
   * topic and event class.
   * Written out here, since the generator reads the names without running anything.
   * @see docs/instances.md
   */
  readonly instances?: Readonly<Record<string, Instance>>;
}

/** The configuration of the bundle, read once at start. */
export interface BundleConfig {
  readonly region: string;
  readonly database: string;
  readonly scope: Scope;
  /** In front of the name of each collection, the scope included. */
  readonly collectionPrefix: string;
  readonly bucket: string | undefined;
  readonly accountRecordPrefix: string | undefined;
  /** What was handed to `defineBundle`, to be checked as a whole. */
  readonly options: unknown;
  /** What it is read with. */
  readonly environment: Environment;
  /** The same options, read with another environment. */
  under(environment: Environment): BundleConfig;
  /** @throws {IntegrationError} `bad-config` that names the variable to set. */
  settings(provider: string, demand?: SettingsDemand): IntegrationSettings;
  /** Whether one of the integrations is on. @throws {IntegrationError} `bad-config` if one is on but wrong. */
  isAnyEnabled(providers: readonly string[]): boolean;
  /** How a configured instance proves and describes its events. @throws {IntegrationError} `bad-config` if there is none of that name. */
  instance(name: string): Instance;
}

let applied: BundleConfig | undefined;

/**
 * Reads the configuration of the bundle, and applies it to every function that is made from now on.
 * @param environment The variables that it is read with; those of this process by default.
 */
export function defineBundle<Provider extends string>(
  options: BundleOptions<Provider>,
  environment: Environment = process.env,
): BundleConfig {
  applied = readBundle(options, environment);
  return applied;
}

/**
 * The configuration that `defineBundle` applied last.
 * @throws {IntegrationError} `bad-config` if nothing was applied: a function would deploy with options that nobody chose.
 */
export function appliedConfig(): BundleConfig {
  if (applied !== undefined) return applied;
  throw badConfig(
    'bundle',
    'Nothing is configured: import integrations.config.ts, which calls defineBundle, before the functions.',
  );
}

/** The region that the Firebase CLI asks for when it installs a function kit. It sets nothing by itself. */
function kitRegion(environment: Environment): string | undefined {
  return environment['FIREBASE_KIT_INSTANCE_ID'] === undefined ? undefined : environment['FUNCTION_DEFAULT_REGION'];
}

function readBundle<Provider extends string>(options: BundleOptions<Provider>, environment: Environment): BundleConfig {
  const integrations = new Map<string, unknown>(Object.entries(options.integrations ?? {}));
  const instances = new Map(Object.entries(options.instances ?? {}));
  const own = options.scope ?? environment['INTEGRATIONS_SCOPE'] ?? environment['FIREBASE_KIT_INSTANCE_ID'] ?? '';
  // A listener receives no webhooks: an API key alone is a whole configuration.
  const isListener = options.listensTo !== undefined;
  const settings: BundleConfig['settings'] = (provider, { secret = true } = {}) => {
    const configured = provider === SAGAS ? options.sagas : integrations.get(provider);
    return readSettings(provider, withAccounts(configured, instances.get(provider)), environment, options.functions, {
      secret: secret && !isListener && provider !== SAGAS,
    });
  };
  const collectionPrefix = options.collectionPrefix ?? environment['INTEGRATIONS_COLLECTION_PREFIX'] ?? 'integration-';
  return {
    options,
    environment,
    under: (other) => readBundle(options, other),
    region: options.region ?? environment['INTEGRATIONS_REGION'] ?? kitRegion(environment) ?? 'us-central1',
    database: options.database ?? environment['INTEGRATIONS_DATABASE'] ?? '(default)',
    scope: { own, source: options.listensTo ?? own },
    collectionPrefix: scoped(own, collectionPrefix),
    bucket: options.bucket ?? environment['INTEGRATIONS_BUCKET'],
    accountRecordPrefix: options.accountRecordPrefix,
    settings,
    isAnyEnabled: (providers) => providers.some((provider) => settings(provider).enabled),
    instance(name) {
      const found = instances.get(name);
      if (found !== undefined) return found;
      throw badConfig(
        name,
        `There is no instance ${name} in integrations.config.ts; put it back, or run npm run generate.`,
      );
    },
  };
}

/** The options of an integration, with what an instance says of its accounts. */
function withAccounts(configured: unknown, { accounts }: Partial<Instance> = {}): unknown {
  if (accounts === undefined || !(configured === undefined || isJsonObject(configured))) return configured;
  return { accounts, ...configured };
}
