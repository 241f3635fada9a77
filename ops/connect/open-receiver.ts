import { registrationOf, REGISTRATION } from '../../functions/src/core/integration/registration.ts';
import { pubsubTopicIn } from '../../functions/src/core/config/pubsub-topic.ts';
import { urlOfAccount } from '../../functions/src/core/config/public-urls.ts';
import { variableOf } from '../../functions/src/core/config/settings.ts';
import type { OwnTopic, Registration } from '../../functions/src/core/registration/registrar.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { functionsFolder } from '../../generator/places.ts';
import { ROOT } from '../../generator/project.ts';
import { LOOPBACK } from '../../local/host/listen.ts';
import { endpointOf } from '../cli/endpoint-urls.ts';
import type { Place } from '../cli/place.ts';
import { defaultCredentials } from '../delivery/google/credentials.ts';
import { GOOGLE_ENDPOINTS, GoogleRest } from '../delivery/google/rest.ts';
import { Failure } from '../exit.ts';
import { SecretFile } from './secret-file.ts';
import { SecretVersions, type SecretKeeper, type SecretManagerAccess } from './secret-keeper.ts';

/** How long a registration is open: the provider answers while the webhook is created. */
const OPEN_MS = 10 * 60_000;

/** What the operator said of the address. */
interface WantedAddress {
  /** A whole URL. */
  readonly given: string | undefined;
  /** Whose it is, if the provider has many accounts. */
  readonly account: string | undefined;
}

/** The URL that events are sent to. @throws {Failure} if there is none that the provider can reach. */
export async function receiverUrl(
  place: Place,
  entry: CatalogEntry,
  { given, account }: WantedAddress,
): Promise<string> {
  const { project, config } = place;
  const own = (url: string) => (account === undefined ? url : urlOfAccount(url, account));
  if (given !== undefined) {
    if (URL.canParse(given)) return given;
    throw new Failure(`--url must be a URL, such as https://example.com/${entry.webhook}.`);
  }
  const { provider, title } = entry;
  const [configured] = config.settings(provider).webhookUrls;
  // The local host takes its own address for one that is configured.
  if (configured !== undefined && new URL(configured).hostname !== LOOPBACK) return own(configured);
  if (project === undefined) {
    throw new Failure(
      `${title} cannot reach this machine: start a tunnel to it, and give the address of the endpoint behind it with --url. "npx integrations url ${provider}" prints the address here.`,
    );
  }
  const here = await endpointOf(entry, place);
  if (here === undefined) {
    const variable = variableOf(provider, 'WebhookSecretName');
    throw new Failure(
      `${title} is not on for ${project}: set ${variable} in functions/.env.${project}, deploy, and run this again. The endpoint has to be there before events come.`,
    );
  }
  if (here.isBehindGateway) {
    throw new Failure(
      `The function of ${title} is private: set ${variableOf(provider, 'WebhookUrl')} to the URL of its gateway.`,
    );
  }
  return own(here.all[0]);
}

/** The provider's own topic, if one is configured and its project is known. */
export function ownTopic(
  { project: deployed, config }: Pick<Place, 'project' | 'config'>,
  { provider }: CatalogEntry,
): OwnTopic | undefined {
  const topic = pubsubTopicIn(config.settings(provider));
  const project = topic?.project ?? deployed;
  return topic === undefined || project === undefined ? undefined : { project, name: topic.name };
}

/** For a provider without one. */
const NO_SECRET: SecretKeeper = {
  where: 'no secret',
  delayMs: 0,
  held: () => Promise.resolve([]),
  add: () => Promise.resolve(),
};

/** Where the receiver finds the secret. @throws {Failure} if it would not find one that is added. */
export async function secretKeeper(
  { project, config, ports }: Place,
  { provider, title, integration }: CatalogEntry,
  { ways }: Pick<Registration, 'ways'>,
): Promise<SecretKeeper> {
  if (ways.every(({ capabilities }) => capabilities.secret.from === 'none')) return NO_SECRET;
  const [byValue, byName] = [variableOf(provider, 'WebhookSecret'), variableOf(provider, 'WebhookSecretName')];
  const { wholeSecret: isWhole = false } = await integration();
  if (project === undefined) {
    return new SecretFile(functionsFolder(ROOT), byValue, isWhole);
  }
  const { webhookSecret, webhookSecretName, accounts } = config.settings(provider);
  if (accounts !== undefined) {
    throw new Failure(
      `${title} serves many accounts, each with its own webhook and secret: see docs/deploy/accounts.md.`,
    );
  }
  if (webhookSecretName === undefined || webhookSecret !== undefined) {
    throw new Failure(
      `The secret of ${title} is ${webhookSecret === undefined ? 'not configured' : 'set by value, which only a deploy changes'}: set ${byName} in functions/.env.${project} to the name of a secret in Secret Manager${webhookSecret === undefined ? '' : `, remove ${byValue}`}, deploy, and run this again.`,
    );
  }
  return versionsOf(webhookSecretName, project, { store: ports.secrets, isWhole });
}

/** Where an API key is stored that the operator wants to keep. @throws {Failure} if no name is configured for it. */
export function apiKeyKeeper(
  { project, config, ports }: Place,
  { provider }: Pick<CatalogEntry, 'provider'>,
): Promise<SecretKeeper> {
  const byName = variableOf(provider, 'ApiKeyName');
  if (project === undefined) {
    return Promise.resolve(new SecretFile(functionsFolder(ROOT), variableOf(provider, 'ApiKey'), true));
  }
  const { apiKeyName } = config.settings(provider);
  if (apiKeyName !== undefined) return versionsOf(apiKeyName, project, { store: ports.secrets, isWhole: true });
  throw new Failure(`To store the key, set ${byName} in functions/.env.${project} to the name of a secret.`);
}

async function versionsOf(
  name: string,
  project: string,
  how: Pick<SecretManagerAccess, 'store' | 'isWhole'>,
): Promise<SecretKeeper> {
  const rest = new GoogleRest({ headers: await defaultCredentials(project) });
  return new SecretVersions(name, { project, rest, endpoints: GOOGLE_ENDPOINTS, ...how });
}

/** The URL with an open registration, which the provider repeats. */
export function openedUrl(provider: string, now: () => Date): (url: string, secret: string) => string {
  return (url, secret) => {
    const opened = new URL(url);
    opened.searchParams.set(REGISTRATION, registrationOf(provider, secret, new Date(now().getTime() + OPEN_MS)));
    return opened.href;
  };
}
