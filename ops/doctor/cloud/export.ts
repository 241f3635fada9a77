import { bigQueryTarget } from '../../../functions/src/core/config/bigquery-options.ts';
import type { BundleConfig } from '../../../functions/src/core/config/bundle.ts';
import { messageOf } from '../../../functions/src/core/event/error-text.ts';
import { inParallel } from '../../../functions/src/core/in-parallel.ts';
import type { CatalogEntry } from '../../../functions/src/generated/catalog.ts';
import type { DeliveryBundle } from '../../delivery/bundle.ts';
import { objectAt, textAt } from '../../delivery/google/json.ts';
import { GoogleApiError, type Endpoints, type GoogleRest } from '../../delivery/google/rest.ts';
import { Failure } from '../../exit.ts';
import { sampledTypesOf } from '../../export/event-types.ts';
import { applyExport } from '../../export/export.ts';
import { exportPlan, type ExportPlan } from '../../export/plan.ts';
import { finding, ok, type Result } from '../result.ts';

interface Where {
  readonly projectId: string;
  readonly rest: GoogleRest;
  readonly endpoints: Endpoints;
}

/** Looks whether the export to BigQuery is as it is configured, and writes. Nothing is told of one that nobody configured. */
export async function exportResults(
  config: Pick<BundleConfig, 'options' | 'region' | 'scope'>,
  catalog: readonly CatalogEntry[],
  bundle: DeliveryBundle,
  { projectId, rest, endpoints }: Where,
): Promise<readonly Result[]> {
  const target = bigQueryTarget(config.options, config);
  if (target === undefined) return [];
  const plan = exportPlan(projectId, bundle, target, await sampledTypesOf(catalog, bundle));
  const mend = `npx integrations export bigquery --project ${projectId}`;
  try {
    const items = await applyExport(plan, { rest, endpoints, check: true });
    const open = items.filter(({ done }) => done !== 'unchanged');
    const results = [
      ...open.map(({ what, done }) =>
        finding('export', `${what} ${done === 'created' ? 'is missing' : 'is not as it is configured'}.`, mend),
      ),
      ...(await stoppedIn(plan, rest, endpoints.pubsub, mend)),
    ];
    return results.length > 0 ? results : [ok('export', `to ${projectId}.${plan.dataset}.${plan.table}`)];
  } catch (error) {
    // What Google refuses to show is told by whoever asked for this.
    if (!(error instanceof Failure) || error instanceof GoogleApiError) throw error;
    return [finding('export', messageOf(error, Infinity), mend)];
  }
}

/** Subscriptions that Pub/Sub has stopped, because it cannot write to their table. */
async function stoppedIn(
  { subscriptions }: ExportPlan,
  rest: GoogleRest,
  base: string,
  mend: string,
): Promise<readonly Result[]> {
  const results = await inParallel(subscriptions, async ({ name }) => {
    const state = textAt(objectAt(await rest.find(`${base}/${name}`), 'bigqueryConfig'), 'state');
    if (state === undefined || state === 'ACTIVE') return [];
    return [finding('export', `${name} does not write, and its messages wait: Pub/Sub reports ${state}.`, mend)];
  });
  return results.flat();
}
