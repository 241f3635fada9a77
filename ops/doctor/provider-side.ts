import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { ApiRefusal } from '../../functions/src/core/logic/api-request.ts';
import { placesToList } from '../../functions/src/core/registration/places-to-list.ts';
import { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import { changesOf, type Change } from '../../functions/src/core/registration/registration-plan.ts';
import type {
  Health,
  OwnTopic,
  Registered,
  Registrar,
  Registration,
  Subscribed,
} from '../../functions/src/core/registration/registrar.ts';
import { isSameUrl } from '../../functions/src/core/registration/same-url.ts';
import type { ListingTools } from '../../functions/src/core/recover/listing-api.ts';
import { isBroken } from '../../functions/src/core/recover/listing-api.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { firstOf } from '../cli/table.ts';
import { finding, ok, unknown, warning, type Result } from './result.ts';

/** A provider whose side is looked at. */
export interface ProviderSide {
  readonly entry: Pick<CatalogEntry, 'provider' | 'title' | 'types' | 'unreadTypes'>;
  readonly registration: Registration;
  /** Where it has to send events. */
  readonly url: string;
  /** Where the provider may publish them instead. */
  readonly topic?: OwnTopic | undefined;
  /** What follows `npx integrations connect stripe`: ` --project acme`. */
  readonly place: string;
}

/** What is left of a registration's life when it is told. */
const SOON_MS = 2 * 24 * 60 * 60_000;

/** Looks at the webhook that the provider holds. An error of its API is a finding, and the examination goes on. */
export async function providerSideResults(
  side: ProviderSide,
  tools: ListingTools,
  now: Date,
): Promise<readonly Result[]> {
  const { entry, registration } = side;
  const what = whatOf(side);
  const api = new RegistrationApi(entry.provider, tools);
  try {
    if (registration.ways.length === 0) return deliveries(side, await registration.health?.(side.url, api), side.url);
    const found: { readonly registrar: Registrar; readonly ours: readonly Registered[] }[] = [];
    for (const registrar of registration.ways) {
      const target = targetOf(registrar, side);
      if (target === undefined) continue;
      const places = await placesToList(registrar, api);
      const ours: Registered[] = [];
      for (const at of places)
        ours.push(...(await registrar.list(api, at)).filter(({ url }) => isSameUrl(url, target)));
      if (places.length > 0) found.push({ registrar, ours });
    }
    if (found.length === 0) return [unknown(what, 'its places are not known; connect names one')];
    const all = found.flatMap(({ registrar, ours }) => ours.map((one) => ({ registrar, one })));
    if (all.length === 0) return [finding(what, `${entry.title} has no webhook with ${side.url}.`, mendOf(side))];
    // Webhooks of two places, and of ways that send others, send different events.
    const alike = Map.groupBy(all, ({ registrar, one }) => JSON.stringify([one.at, registrar.sendsOthers]));
    const results = [
      ...[...alike.values()].flatMap((group) => twins(side, group)),
      ...(await Promise.all(all.map(({ registrar, one }) => resultsOf(side, { registrar, one, api, now })))).flat(),
    ];
    return results.length > 0
      ? results
      : [ok(what, `${all.map(({ one }) => one.id).join(', ')} sends what sagas take`)];
  } catch (error) {
    const says = api.withoutSecrets(`${entry.title} could not be asked: ${messageOf(error)}`);
    return [isOfProvider(error) ? finding(what, says, mendOf(side)) : unknown(what, says)];
  }
}

/** The address that this way sends events to; undefined if it needs a topic and none is configured. */
function targetOf(registrar: Registrar, { url, topic }: ProviderSide): string | undefined {
  return registrar.addressOf === undefined ? url : topic && registrar.addressOf(topic);
}

interface Looked {
  readonly registrar: Registrar;
  readonly one: Registered;
  readonly api: RegistrationApi;
  readonly now: Date;
}

async function resultsOf(side: ProviderSide, { registrar, one, api, now }: Looked): Promise<readonly Result[]> {
  const what = whatOf(side);
  const types = wantedOf(side, registrar);
  const desired = { url: side.url, types: types ?? one.types, form: registrar.form ?? {} };
  const health = await registrar.health?.(one, api);
  const ends = one.expiresAt;
  return [
    ...changesOf(registrar, one, desired, now).flatMap((change) => resultOf(change, one, side)),
    ...deliveries(side, health, one.id),
    ...(ends !== undefined && ends.getTime() - now.getTime() < SOON_MS
      ? [warning(what, `${one.id} expires at ${ends.toISOString()}.`, mendOf(side))]
      : []),
  ];
}

/** What the provider says of deliveries. @param to What they went to. */
function deliveries(side: ProviderSide, health: Health | undefined, to: string): readonly Result[] {
  if (health === undefined || health.failed === 0) return [];
  const of = health.of === undefined ? '' : ` of ${health.of}`;
  const last = health.answer === undefined ? '' : `, the last one with: ${health.answer}`;
  const says = `${health.failed}${of} deliveries to ${to} failed${last}.`;
  return [warning(whatOf(side), says, `npx integrations events --provider ${side.entry.provider}${side.place}`)];
}

function resultOf(change: Change, { id, trouble }: Registered, side: ProviderSide): readonly Result[] {
  const what = whatOf(side);
  const { title } = side.entry;
  switch (change.of) {
    case 'state':
      return [
        finding(
          what,
          `${id} is off${trouble === undefined ? '' : `: ${trouble}`}. ${title} sends nothing to it.`,
          mendOf(side),
        ),
      ];
    case 'types': {
      const missing = listed(change.added);
      const unwanted = change.dropped === 'all' ? 'every other type' : listed(change.dropped);
      return [
        ...(missing === '' ? [] : [finding(what, `${id} does not get what sagas take: ${missing}.`, mendOf(side))]),
        ...(unwanted === '' ? [] : [warning(what, `${id} gets what nobody takes: ${unwanted}.`, mendOf(side))]),
      ];
    }
    case 'form':
      return [
        warning(
          what,
          `${id} has the ${change.name} ${change.from ?? 'that the account has'}, but the code is written for ${change.to}.`,
          mendOf(side),
        ),
      ];
    case 'url':
    case 'mark':
    case 'expiry':
    case 'secret':
      return [];
  }
}

const MOST_NAMED = 5;

function listed(types: Subscribed): string {
  return types === 'all' ? 'every type' : firstOf(types, MOST_NAMED);
}

/** undefined: a saga's types are not known, so nothing can be said of them. */
function wantedOf({ entry }: ProviderSide, registrar: Registrar): readonly string[] | undefined {
  if (entry.unreadTypes.length > 0 || entry.types.length === 0) return undefined;
  const types = registrar.subscriptions?.(entry.types) ?? entry.types;
  return types.length === 0 ? undefined : types;
}

function twins(side: ProviderSide, all: readonly { readonly one: Registered }[]): readonly Result[] {
  const distinct = [...new Set(all.map(({ one }) => one.id))];
  if (distinct.length < 2) return [];
  return [
    warning(
      whatOf(side),
      `${distinct.join(', ')} have our URL, so each event comes ${distinct.length} times: remove all but one at ${side.entry.title}.`,
      mendOf(side),
    ),
  ];
}

function whatOf({ entry }: ProviderSide): string {
  return `${entry.provider}: webhook at ${entry.title}`;
}

function mendOf({ entry, place }: ProviderSide): string {
  return `npx integrations connect ${entry.provider}${place}`;
}

function isOfProvider(error: unknown): boolean {
  return (
    error instanceof ApiRefusal ||
    isBroken(error) ||
    (error instanceof Error && ('statusCode' in error || 'code' in error))
  );
}
