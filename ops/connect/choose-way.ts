import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { OwnTopic, Registered, Registrar, Registration } from '../../functions/src/core/registration/registrar.ts';
import { isSameUrl } from '../../functions/src/core/registration/same-url.ts';
import { firstOf } from '../cli/table.ts';
import { Failure, UsageError } from '../exit.ts';
import { withArticle } from './said.ts';

/** A way to register, and what there is of it. */
export interface ChosenWay {
  readonly registrar: Registrar;
  readonly at: string | undefined;
  /** Where events go: to the endpoint, or to the provider's own topic. */
  readonly url: string;
  readonly registered: readonly Registered[];
}

/** What the operator said of it. */
export interface WayOptions {
  readonly as?: string | undefined;
  readonly at?: string | undefined;
  /** The provider's own topic, if one is configured. */
  readonly topic?: OwnTopic | undefined;
}

const MOST_NAMED = 20;

/**
 * The way that a webhook with our URL was registered in, the one that the operator names, or the first.
 * @throws {UsageError} if a place has to be named. @throws {Failure} if another way has our URL: events would come twice.
 */
export async function chooseWay(
  { ways }: Registration,
  url: string,
  { as, at, topic }: WayOptions,
  api: RegistrationApi,
): Promise<ChosenWay> {
  const named = as === undefined ? undefined : wayNamed(ways, as);
  const meant = named ?? wayAt(ways, at);
  const found: ChosenWay[] = [];
  for (const registrar of ways) {
    const isMeant = registrar === meant;
    const address = addressFor(registrar, url, topic, isMeant);
    const place = await placeFor(registrar, at, isMeant, api);
    if (place.isUnknown || address === undefined) continue;
    found.push({ registrar, at: place.at, url: address, registered: await registrar.list(api, place.at) });
  }
  const wanted = found.find(({ registrar }) => registrar === named);
  const ours = found.find((one) => one.registrar.sendsOthers === undefined && hasUrl(one));
  const isApart = wanted === undefined || wanted.registrar.sendsOthers === true;
  if (ours !== undefined && ours !== wanted && !isApart && !hasUrl(wanted)) {
    throw new Failure(
      `There is ${withArticle(ours.registrar.title)} with our URL already, so each event would come twice: leave out --as, or remove it first.`,
    );
  }
  const chosen = wanted ?? ours ?? found.find(({ registrar }) => registrar === meant) ?? found[0];
  if (chosen === undefined) throw new UsageError('Name a place with --at.');
  return chosen;
}

function hasUrl({ registered, url }: ChosenWay): boolean {
  return registered.some((one) => isSameUrl(one.url, url));
}

/** @throws {UsageError} if a topic is meant, and none is configured. */
function addressFor(
  registrar: Registrar,
  url: string,
  topic: OwnTopic | undefined,
  isMeant: boolean,
): string | undefined {
  if (registrar.addressOf === undefined) return url;
  if (topic !== undefined) return registrar.addressOf(topic);
  if (!isMeant) return undefined;
  throw new UsageError(
    `The ${registrar.title} needs a topic in a project: name the topic in its variable, as docs/deploy/provider-topics.md says, and the project with --project.`,
  );
}

function wayNamed(ways: readonly Registrar[], as: string): Registrar {
  const way = ways.find(({ name }) => name === as);
  if (way !== undefined) return way;
  throw new UsageError(`--as must be one of ${ways.map(({ name }) => name).join(', ')}.`);
}

/** The first way, or the first that has such a place. @throws {UsageError} if none has. */
function wayAt(ways: readonly Registrar[], at: string | undefined): Registrar | undefined {
  if (at === undefined) return ways[0];
  const way = ways.find(({ places }) => places !== undefined && matches(places.form, at));
  const examples = ways.flatMap(({ places }) => places?.example ?? []);
  if (way !== undefined || examples.length === 0) return way ?? ways[0];
  throw new UsageError(`--at must be ${examples.join(', or ')}.`);
}

interface Place {
  readonly at: string | undefined;
  /** This way has places, and none was meant. */
  readonly isUnknown: boolean;
}

/** @throws {UsageError} if the place has to be named, or is not one. */
async function placeFor(
  { title, places }: Registrar,
  at: string | undefined,
  isMeant: boolean,
  api: RegistrationApi,
): Promise<Place> {
  if (places === undefined) {
    if (at !== undefined && isMeant) throw new UsageError(`The ${title} belongs to the account: leave out --at.`);
    return { at: undefined, isUnknown: false };
  }
  if (at !== undefined) {
    const fits = matches(places.form, at);
    if (!fits && isMeant) throw new UsageError(`--at must be ${places.example}.`);
    return { at, isUnknown: !fits };
  }
  if (!isMeant) return { at, isUnknown: true };
  const known = (await places.discover?.(api)) ?? [];
  const [only, ...others] = known;
  if (only !== undefined && others.length === 0) return { at: only, isUnknown: false };
  const named = firstOf(known, MOST_NAMED);
  throw new UsageError(
    `Say where the ${title} belongs: --at ${places.example}.${named === '' ? '' : ` The key may manage ${named}.`}`,
  );
}

function matches(form: RegExp, text: string): boolean {
  return form.exec(text)?.[0] === text;
}
