import {
  consumerOptions,
  functionOptions,
  webhookOptions,
  type ConsumerFunctionOptions,
  type FunctionOptions,
  type WebhookFunctionOptions,
} from './function-options.ts';
import type { Fault } from '../options/option-rules.ts';

/** What an operator may set for one integration's functions; it takes precedence over what holds for every function. */
export interface OptionsByKind {
  /** How its HTTPS function is deployed. */
  readonly webhook?: WebhookFunctionOptions;
  /** How its functions with business logic are deployed: all that run sagas or tasks. */
  readonly consumers?: ConsumerFunctionOptions;
}

/** What was configured for the functions of one integration, by their kind. */
export interface ConfiguredFunctions {
  readonly webhook: WebhookFunctionOptions;
  readonly consumers: ConsumerFunctionOptions;
  /** Of the function on the provider's own topic. */
  readonly topic: FunctionOptions;
  /** Of the function that keeps the dead letters. */
  readonly deadLetters: FunctionOptions;
  /** Of scheduled functions: the search for missed events, and the one that wakes durable sagas. */
  readonly reconcile: FunctionOptions;
}

/**
 * Reads the options of every function, and those of one integration.
 * @param fault Makes the error of an option that cannot work.
 */
export function configuredFunctions(
  provider: string,
  { general = {}, webhook = {}, consumers = {} }: Readonly<Record<'general' | keyof OptionsByKind, unknown>>,
  fault: Fault,
): ConfiguredFunctions {
  const shared = functionOptions(general, (sentence) => fault(`The option functions: ${sentence}.`));
  const { invoker: _callers, ...every } = shared;
  const door = webhookOptions(webhook, (sentence) => fault(`The option webhook of ${provider}: ${sentence}.`));
  const logic = consumerOptions(consumers, (sentence) => fault(`The option consumers of ${provider}: ${sentence}.`));
  // Letters and searches are few: more instances of them, or several searches at once, would only cost.
  const { minInstances: _least, maxInstances: _most, ...deadLetters } = every;
  const { concurrency: _atOnce, ...reconcile } = deadLetters;
  return { webhook: over(shared, door), consumers: over(every, logic), topic: every, deadLetters, reconcile };
}

/**
 * What a function is deployed with: the defaults of its kind, and over them what is configured.
 * @param fault Makes the error of options that cannot work together.
 */
export function deployedOptions<Defaults extends FunctionOptions, Configured extends FunctionOptions>(
  defaults: Defaults,
  configured: Configured,
  fault: Fault,
): Defaults & Configured {
  const options = over(defaults, configured);
  const conflict = conflictIn(options);
  if (conflict !== undefined) throw fault(conflict);
  return options;
}

function over<General extends FunctionOptions, Own extends FunctionOptions>(general: General, own: Own): General & Own {
  const labels = { ...general.labels, ...own.labels };
  return { ...general, ...own, ...(Object.keys(labels).length > 0 && { labels }) };
}

function conflictIn(options: FunctionOptions): string | undefined {
  const { minInstances = 0, maxInstances = Infinity, concurrency = 1, vpcConnector } = options;
  if (minInstances > maxInstances) return `minInstances (${minInstances}) is more than maxInstances (${maxInstances})`;
  if (concurrency > 1 && hasLessThanOneCpu(options)) {
    return `concurrency (${concurrency}) has to be 1 with cpu 'gcf_gen1' below 2GiB of memory, which is less than one CPU`;
  }
  if (options.vpcConnectorEgressSettings !== undefined && vpcConnector === undefined) {
    return 'vpcConnectorEgressSettings is set without a vpcConnector';
  }
  return undefined;
}

/** @see https://cloud.google.com/functions/docs/configuring/memory */
function hasLessThanOneCpu({ cpu, memory = '256MiB' }: FunctionOptions): boolean {
  return cpu === 'gcf_gen1' && ['128MiB', '256MiB', '512MiB', '1GiB'].includes(memory);
}
