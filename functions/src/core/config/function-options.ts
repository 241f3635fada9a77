import { isJsonObject } from '../event/json.ts';
import { INVOKER, SERVICE_ACCOUNT, type Invoker } from './invoker.ts';
import { oneOf, requireRules, text, wholeNumber, type Fault, type Rules } from '../options/option-rules.ts';

const MEMORY = ['128MiB', '256MiB', '512MiB', '1GiB', '2GiB', '4GiB', '8GiB', '16GiB', '32GiB'] as const;
const CPU = [1, 2, 4, 6, 8, 'gcf_gen1'] as const;
const EGRESS = ['PRIVATE_RANGES_ONLY', 'ALL_TRAFFIC'] as const;
const INGRESS = ['ALLOW_ALL', 'ALLOW_INTERNAL_AND_GCLB', 'ALLOW_INTERNAL_ONLY'] as const;

/**
 * What an operator may set of how functions are deployed. What is left out stays at the default of its kind.
 * @see https://firebase.google.com/docs/reference/functions/2nd-gen/node/firebase-functions.globaloptions
 */
export interface FunctionOptions {
  /** Instances that are kept ready, and billed, while nothing happens; whole, from 0 to `maxInstances`. */
  readonly minInstances?: number;
  /**
   * Instances there are at the most; whole, at least 1. The quotas of the region may allow fewer.
   * @see https://cloud.google.com/run/docs/configuring/max-instances-limits
   */
  readonly maxInstances?: number;
  /** Requests or events that an instance takes at once; whole, 1–1000. They share its memory. */
  readonly concurrency?: number;
  /**
   * Memory of an instance; one that needs more is killed. 8 GiB take at least 2 CPUs, 16 GiB 4, 32 GiB 8.
   * @see https://cloud.google.com/functions/docs/configuring/memory
   */
  readonly memory?: (typeof MEMORY)[number];
  /**
   * CPUs of an instance. 4 take at least 2 GiB of memory, 6 and 8 take 4 GiB. `gcf_gen1` is the 1st generation's share:
   * less than one below 2 GiB, which allows for no `concurrency` but 1.
   */
  readonly cpu?: (typeof CPU)[number];
  /** The service account to run as: its address, or `name@` for one of the project that is deployed to. */
  readonly serviceAccount?: string;
  /** A Serverless VPC Access connector of the region by its name, or any by `projects/…/locations/…/connectors/…`. */
  readonly vpcConnector?: string;
  /** What goes through the connector: traffic to private addresses (Google's default), or all. */
  readonly vpcConnectorEgressSettings?: (typeof EGRESS)[number];
  /** Labels for bills and searches, added to those that hold for every function. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What may be set for the HTTPS function of an integration. */
export interface WebhookFunctionOptions extends FunctionOptions {
  /** Whole seconds, 10–60: storing an event takes up to 8, and no provider waits for a minute. */
  readonly timeoutSeconds?: number;
  /**
   * From where it can be reached: anywhere; only through a load balancer and from your own networks; only from those.
   * @see https://cloud.google.com/functions/docs/networking/network-settings#ingress_settings
   */
  readonly ingressSettings?: (typeof INGRESS)[number];
  /** Whom Cloud Run lets call it: `public` if left out. */
  readonly invoker?: Invoker;
}

/** What may be set for every function at once. */
export interface SharedFunctionOptions extends FunctionOptions {
  /** Whom Cloud Run lets call the webhooks. Nothing else is called by requests. */
  readonly invoker?: Invoker;
}

/** What may be set for the functions that run business logic. */
export interface ConsumerFunctionOptions extends FunctionOptions {
  /**
   * Whole seconds for all commands of an event, 30–540: the ledger alone may take 15 until it gives up. Handlers are
   * told to stop 5 s before the end.
   */
  readonly timeoutSeconds?: number;
}

const FUNCTION_RULES: Rules<FunctionOptions> = {
  minInstances: wholeNumber(0),
  maxInstances: wholeNumber(1),
  concurrency: wholeNumber(1, 1000),
  memory: oneOf(MEMORY),
  cpu: oneOf(CPU),
  serviceAccount: text(SERVICE_ACCOUNT, 'the address of a service account, or name@ for one of the project'),
  vpcConnector: text(
    /^(?:projects\/[^/\s]+\/locations\/[^/\s]+\/connectors\/)?[a-z][a-z0-9-]*$/,
    'the name of a connector, or projects/my-project/locations/us-central1/connectors/my-connector',
  ),
  vpcConnectorEgressSettings: oneOf(EGRESS),
  labels: {
    allows: areLabels,
    allowed:
      'an object of labels: lower-case letters, digits, - and _, keys from 1 and values up to 63 characters long, no key that begins with deployment, firebase or goog',
  },
};

const SHARED_RULES: Rules<SharedFunctionOptions> = { ...FUNCTION_RULES, invoker: INVOKER };

const WEBHOOK_RULES: Rules<WebhookFunctionOptions> = {
  ...SHARED_RULES,
  timeoutSeconds: wholeNumber(10, 60),
  ingressSettings: oneOf(INGRESS),
};

const CONSUMER_RULES: Rules<ConsumerFunctionOptions> = { ...FUNCTION_RULES, timeoutSeconds: wholeNumber(30, 540) };

/** Takes what holds for every function, once it is checked. */
export function functionOptions(configured: unknown, fault: Fault): SharedFunctionOptions {
  requireRules(configured, SHARED_RULES, fault);
  return configured;
}

/** Takes what was set for an HTTPS function, once it is checked. */
export function webhookOptions(configured: unknown, fault: Fault): WebhookFunctionOptions {
  requireRules(configured, WEBHOOK_RULES, fault);
  return configured;
}

/** Takes what was set for consumers, once it is checked. */
export function consumerOptions(configured: unknown, fault: Fault): ConsumerFunctionOptions {
  requireRules(configured, CONSUMER_RULES, fault);
  return configured;
}

/** @see https://cloud.google.com/resource-manager/docs/labels-overview#requirements */
function areLabels(value: unknown): value is Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return false;
  return Object.entries(value).every(
    ([key, label]) =>
      /^(?!deployment|firebase|goog)[a-z][a-z0-9_-]{0,62}$/.test(key) &&
      typeof label === 'string' &&
      /^[a-z0-9_-]{0,63}$/.test(label),
  );
}
