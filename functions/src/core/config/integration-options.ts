import { REFERENCE_ABOVE_BYTES } from '../event/large-event.ts';
import { ACCOUNTS_RULE, type AccountOptions } from '../options/account-options.ts';
import {
  flag,
  options as ownOptions,
  requireRules,
  text,
  wholeNumber,
  type Fault,
  type Rule,
  type Rules,
} from '../options/option-rules.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import type { OptionsByKind } from './deployed-options.ts';

/** What an operator may set for one integration. Every value left out comes from the environment, then from the default. */
export type IntegrationOptions<Provider extends string> = {
  readonly [Name in `${Provider}${Setting}`]?: string;
} & GeneralOptions;

/** The options that have the same name for every integration. */
export interface GeneralOptions extends OptionsByKind {
  /** False switches the integration off whatever else is set; true makes it an error that it lacks a secret. */
  readonly enabled?: boolean;
  /** Seconds a signed time may differ from ours on either side; whole, 1–86400. */
  readonly toleranceSeconds?: number;
  /** Largest accepted body in bytes; whole, at least 1. */
  readonly maxBytes?: number;
  /** Native events above this many bytes travel by reference; whole, 0–380000. */
  readonly referenceAboveBytes?: number;
  /** The delivery to the consumers, if it differs from the default. */
  readonly delivery?: Partial<DeliveryPolicy>;
  /** How often missed events are looked for, if an API key is set: unix-cron (`17 * * * *`) or `every 6 hours`. */
  readonly reconcileSchedule?: string;
  /**
   * True if the provider sends for many accounts, each with its own secret: each gets a URL,
   * `…/stripe-webhook/<account>`, and `<PROVIDER>_WEBHOOK_SECRET_NAME` has `{account}` in it.
   * @see docs/deploy/accounts.md
   */
  readonly accounts?: boolean | AccountOptions;
}

/** What an operator may set for the functions of durable sagas. */
export type SagaOptions = Pick<GeneralOptions, 'delivery' | 'consumers'>;

/** The rules of {@link SagaOptions}. */
export const SAGA_RULES: Rules<SagaOptions> = { delivery: ownOptions, consumers: ownOptions };

const RULES: Rules<GeneralOptions> = {
  enabled: flag,
  toleranceSeconds: wholeNumber(1, 86_400),
  maxBytes: wholeNumber(1),
  referenceAboveBytes: wholeNumber(0, REFERENCE_ABOVE_BYTES),
  delivery: ownOptions,
  reconcileSchedule: text(/\S/, 'a schedule of Cloud Scheduler, such as "every 6 hours"'),
  accounts: ACCOUNTS_RULE,
  webhook: ownOptions,
  consumers: ownOptions,
};

/** The settings that are options by their provider's name (`stripeApiKey`) and variables (`STRIPE_API_KEY`). */
export const SETTINGS = [
  'WebhookSecret',
  'WebhookSecretName',
  'ApiKey',
  'ApiKeyName',
  'KeysUrl',
  'WebhookUrl',
  'VerifyToken',
  'PubsubTopic',
] as const;

export type Setting = (typeof SETTINGS)[number];

/** An empty text is most likely that of a variable that is not set. */
const NAMED_RULE: Rule<string> = text(/\S/, 'a text that is not empty');

/** The options of one integration. @throws what `fault` makes, for one that cannot work. */
export function checkedOptions(provider: string, fault: Fault, configured: unknown = {}): GeneralOptions {
  const named = SETTINGS.map((setting) => [`${provider}${setting}`, NAMED_RULE] as const);
  const rules: Rules<GeneralOptions> = { ...Object.fromEntries(named), ...RULES };
  requireRules<GeneralOptions>(configured, rules, fault);
  return configured;
}
