import path from 'node:path';
import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import { loadDotenvFiles } from '../../functions/src/discovery-environment.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import type { Invoker } from '../../functions/src/core/config/invoker.ts';
import { codebaseOf, type Codebase } from './codebase.ts';
import type { DeliveryPolicy } from '../../functions/src/core/config/delivery-policy.ts';

/** What the delivery policy has to know of the configured bundle. */
export interface DeliveryBundle extends Codebase {
  readonly region: string;
  readonly database: string;
  readonly collectionPrefix: string;
  /** Only a bucket that was configured: the project's default one may hold other people's objects. */
  readonly bucket: string | undefined;
  /** The integrations that are on. */
  readonly integrations: readonly DeliveryIntegration[];
}

/** One integration: functions and topics by their short names. */
export interface DeliveryIntegration {
  readonly provider: string;
  /** The function that takes its requests, and whom Cloud Run lets call it. */
  readonly webhook: string;
  readonly invoker: Invoker;
  readonly topic: string;
  readonly deadLetterTopic: string;
  /** The function that keeps the dead letters. */
  readonly deadLetters: string;
  readonly consumers: readonly string[];
  readonly policy: DeliveryPolicy;
}

const FUNCTIONS_FOLDER = path.join(import.meta.dirname, '..', '..', 'functions');

/**
 * Reads the bundle as a deploy to a project sees it: with the functions' own dotenv files for that project.
 * The environment goes before the files.
 * @throws {IntegrationError} `bad-config` that names the variable to set.
 */
export async function readBundle(projectId: string): Promise<DeliveryBundle> {
  loadProjectEnvironment(projectId);
  // Only now: the configuration reads the environment when it is loaded.
  const { config } = await import('../../functions/src/integrations.config.ts');
  const { catalog } = await import('../../functions/src/generated/catalog.ts');
  return deliveryBundle(config, Object.values(catalog));
}

/** Puts the functions' dotenv files for a project into the environment. What is set already stays. */
export function loadProjectEnvironment(projectId: string): void {
  loadDotenvFiles(FUNCTIONS_FOLDER, { GCLOUD_PROJECT: projectId });
}

/** What a catalog entry has to tell. */
type Facts = Pick<CatalogEntry, 'webhook' | 'topic' | 'deadLetterTopic' | 'deadLetters'> & {
  readonly provider: string;
  readonly consumers: readonly { readonly name: string }[];
};

/** The part of a bundle that its delivery policy is about: the integrations that are on, each with its policy. */
export function deliveryBundle(
  config: BundleConfig,
  catalog: readonly Facts[],
  deployed = codebaseOf(),
): DeliveryBundle {
  const { region, database, collectionPrefix, bucket } = config;
  const integrations = catalog.flatMap((facts) => {
    const { provider, webhook, topic, deadLetterTopic, deadLetters } = facts;
    const { enabled, delivery: policy, functions } = config.settings(provider);
    if (!enabled) return [];
    const { invoker = 'public' } = functions.webhook;
    const consumers = facts.consumers.map(({ name }) => name);
    return [{ provider, webhook, invoker, topic, deadLetterTopic, deadLetters, consumers, policy }];
  });
  return { ...deployed, region, database, collectionPrefix, bucket, integrations };
}
