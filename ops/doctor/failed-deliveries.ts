import { ownSettingFault } from '../../functions/src/core/config/own-settings.ts';
import { variableOf, type Environment } from '../../functions/src/core/config/settings.ts';
import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import { titleOf } from '../../functions/src/core/event/names.ts';
import { ApiRefusal } from '../../functions/src/core/logic/api-request.ts';
import {
  failingAt,
  type FailingWebhook,
  type FailureList,
} from '../../functions/src/core/recover/failed-deliveries.ts';
import { ListingApi, type ListingTools } from '../../functions/src/core/recover/listing-api.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { mendOf } from './own-settings.ts';
import { finding, ok, unknown, warning, type Result } from './result.ts';
import type { SecretPlace } from './secrets.ts';

const DAYS = 3;
const DAY_MS = 24 * 60 * 60_000;

/** An integration that is on and has an API key, and the addresses of its endpoint. */
interface Deployed {
  readonly entry: Pick<CatalogEntry, 'failedDeliveries'> & { readonly provider: string };
  readonly urls: readonly string[];
}

/** The project of the functions, and its configuration. */
interface DeployedTo extends SecretPlace {
  readonly project: string;
  readonly environment: Environment;
}

/**
 * Asks a provider whose API lists no events, but failures, whether deliveries to this project fail: what it could not deliver,
 * only people can have delivered again.
 */
export async function failedDeliveryResults(
  { entry, urls }: Deployed,
  place: DeployedTo,
  { now, ...tools }: ListingTools & { readonly now: Date },
): Promise<readonly Result[]> {
  // A file that cannot be loaded is told of elsewhere.
  const list = await entry.failedDeliveries?.().catch(() => undefined);
  if (list === undefined) return [];
  const { provider } = entry;
  const [what, title] = [`${provider}: deliveries`, titleOf(provider)];
  const { environment, project } = place;
  const faults = (list.settings ?? []).flatMap((setting) => {
    const fault = ownSettingFault(setting, environment);
    const says = `The API key is set, but nobody asks ${title} for failed deliveries. ${fault}`;
    return fault === undefined ? [] : [warning(what, says, mendOf(setting, environment, place))];
  });
  if (faults.length > 0) return faults;
  try {
    const since = new Date(now.getTime() - DAYS * DAY_MS);
    const failing = failingAt(urls, await list.failing(since, new ListingApi(provider, tools, list.budget)));
    if (failing.length === 0) return [ok(what, `${title} tells of no failure in the last ${DAYS} days`)];
    return failing.map((one) => resultOf(one, { what, list, project }));
  } catch (error) {
    const says = `${title} could not be asked for failed deliveries: ${messageOf(error)}`;
    if (!(error instanceof ApiRefusal) && !IntegrationError.is(error)) return [unknown(what, says)];
    return [finding(what, says, mendOf({ kind: 'secret', name: variableOf(provider, 'ApiKey') }, environment, place))];
  }
}

interface About {
  readonly what: string;
  readonly list: FailureList;
  readonly project: string;
}

/** What fails may still arrive; what is off does not. */
function resultOf(webhook: FailingWebhook, { what, list, project }: About): Result {
  const title = titleOf(list.integration.provider);
  const { url, failed, lastAt, answer, isOff = false } = webhook;
  const count = failed === undefined ? 'Deliveries' : failed === 1 ? '1 delivery' : `${failed} deliveries`;
  const last = [lastAt && ` at ${lastAt.toISOString()}`, answer && ` with ${answer}`].filter(Boolean).join('');
  const fails = `${count} to ${url} failed in the last ${DAYS} days${last && `, the last one${last}`}.`;
  const since = lastAt && failed === undefined ? ` since ${lastAt.toISOString()}` : '';
  const says = isOff ? `${title} has sent nothing to ${url}${since}: the webhook is off.` : fails;
  // What was refused here, or never arrived.
  const mend = `gcloud logging read 'severity>=WARNING AND jsonPayload.message=~"^${title} "' --freshness=${DAYS}d --project=${project}`;
  return (isOff ? finding : warning)(what, `${says} ${list.remedy}`, mend);
}
