import type { BigQueryTarget } from '../../functions/src/core/config/bigquery-options.ts';
import { badConfig } from '../../functions/src/core/config/settings.ts';
import { STEERING } from '../../functions/src/core/delivery.ts';
import { SAGAS } from '../../functions/src/core/event/names.ts';
import type { DeliveryBundle } from '../delivery/bundle.ts';
import type { JsonObject } from '../delivery/google/json.ts';
import { MAX_CODE_BYTES, redactionCode, REDACTION } from './redaction.ts';
import { viewsOf, type View } from './views.ts';

/** What an export consists of. */
export interface ExportPlan {
  readonly project: string;
  readonly dataset: string;
  readonly location: string;
  readonly table: string;
  readonly views: readonly View[];
  readonly subscriptions: readonly ExportSubscription[];
}

/** The subscription that writes the events of one topic. */
export interface ExportSubscription {
  readonly provider: string;
  /** Full name. */
  readonly name: string;
  /** As Pub/Sub's REST interface spells it. */
  readonly settings: JsonObject;
}

/** Repeats that are addressed to one consumer are the same events again. */
const FILTER = `NOT attributes:${STEERING.consumer}`;
/** By which our own subscriptions are told from other people's. */
export const PURPOSE = { purpose: 'integration-export' } as const;
const TABLE = 'events';

/**
 * What the options ask for. Pure.
 * @param types Types of each provider's events, by name.
 * @throws {IntegrationError} `bad-config` if the fields to redact are too many for one transform.
 */
export function exportPlan(
  project: string,
  { integrations }: Pick<DeliveryBundle, 'integrations'>,
  { dataset, location, redact, types: more }: BigQueryTarget,
  types: Readonly<Record<string, readonly string[]>>,
): ExportPlan {
  const exported = integrations.filter(({ provider }) => provider !== SAGAS);
  const table = `${project}.${dataset}.${TABLE}`;
  return {
    project,
    dataset,
    location,
    table: TABLE,
    views: exported.flatMap(({ provider }) =>
      viewsOf({ table, provider, types: [...(types[provider] ?? []), ...(more[provider] ?? [])] }),
    ),
    subscriptions: exported.map(({ provider, topic }) => ({
      provider,
      name: `projects/${project}/subscriptions/${topic}-bigquery`,
      settings: {
        topic: `projects/${project}/topics/${topic}`,
        bigqueryConfig: { table, writeMetadata: true },
        filter: FILTER,
        // What BigQuery does not take for a while waits.
        messageRetentionDuration: '604800s',
        ackDeadlineSeconds: 60,
        expirationPolicy: {},
        retryPolicy: { minimumBackoff: '10s', maximumBackoff: '600s' },
        labels: PURPOSE,
        messageTransforms: transformsFor(provider, redact[provider] ?? []),
      },
    })),
  };
}

function transformsFor(provider: string, paths: readonly string[]): readonly JsonObject[] {
  if (paths.length === 0) return [];
  const code = redactionCode(paths);
  if (Buffer.byteLength(code) <= MAX_CODE_BYTES) return [{ javascriptUdf: { functionName: REDACTION, code } }];
  throw badConfig(
    'bundle',
    `The option bigquery: redact names more of ${provider} than Pub/Sub takes in one transform (${MAX_CODE_BYTES} bytes); name what is above the fields, such as data.object.customer.`,
  );
}
