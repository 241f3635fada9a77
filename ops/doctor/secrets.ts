import { messageOf } from '../../functions/src/core/event/error-text.ts';
import { IntegrationError } from '../../functions/src/core/event/errors.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { secretSourceOf, type SecretHolder } from '../../functions/src/core/secrets/secret-source.ts';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { checkedApiKey, type IntegrationSettings } from '../../functions/src/core/config/settings.ts';
import {
  SecretAccessError,
  systemClock,
  type SecretStore,
  type SecretVersion,
} from '../../functions/src/core/ports.ts';
import { grantCommand } from './grant-command.ts';
import { finding, ok, unknown, warning, type Result } from './result.ts';
import { parseSecretName } from './secret-name.ts';

/** Whose secrets are looked at, and where they are. */
export interface SecretPlace {
  readonly project: string | undefined;
  readonly secrets: SecretStore;
}

/** Reads an integration's secrets as its function does: whether they are there, may be read, and can work. */
export async function secretResults(
  integration: SecretHolder,
  settings: IntegrationSettings,
  place: SecretPlace,
): Promise<readonly Result[]> {
  return [...(await webhookSecret(integration, settings, place)), ...(await apiKey(settings, place))];
}

async function webhookSecret(
  integration: SecretHolder,
  settings: IntegrationSettings,
  place: SecretPlace,
): Promise<readonly Result[]> {
  const { provider, webhookSecretName: name } = settings;
  const what = `${provider}: webhook secret`;
  const change = name === undefined ? editSecrets(place) : mendOf(name, undefined, place);
  const warnings: Result[] = [];
  const log = createLogger(({ message }) => warnings.push(warning(what, message, change)), 'warn');
  const found = name === undefined ? [] : await lookUp(place.secrets, name);
  const blocked = SecretAccessError.is(found) ? blockedBy(found, what, name, place) : undefined;
  if (blocked !== undefined) return [blocked];
  try {
    const secrets = { versions: async () => (Array.isArray(found) ? found : Promise.reject(found)) };
    const source = secretSourceOf(integration, settings, { secrets, clock: systemClock, log });
    // Published keys are fetched by the id that a request names.
    if (settings.keysUrl !== undefined) return [ok(what, `keys of ${settings.keysUrl}`)];
    const versions = await source.current(NO_REQUEST);
    if (warnings.length > 0) return warnings;
    return [ok(what, `${versions.length === 1 ? '1 is' : `${versions.length} are`} accepted`)];
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    return [finding(what, error.message, name === undefined ? change : mendOf(name, error.cause, place))];
  }
}

async function apiKey({ provider, apiKeyName }: IntegrationSettings, place: SecretPlace): Promise<readonly Result[]> {
  if (apiKeyName === undefined) return [];
  const what = `${provider}: API key`;
  const found = await versionsOf(what, apiKeyName, place);
  if ('status' in found) return [found];
  try {
    const key = found[0]?.value.trim();
    if (!key) return [noVersion(what, apiKeyName, place)];
    checkedApiKey(provider, key, `The secret ${apiKeyName}`);
    return [ok(what, 'can be read')];
  } catch (error) {
    if (!IntegrationError.is(error)) throw error;
    return [finding(what, error.message, addVersion(apiKeyName, place))];
  }
}

/** Looks whether a secret that is known by name is there and may be read. @param says Of its versions, if all is well. */
export async function namedSecretResult(
  what: string,
  name: string,
  place: SecretPlace,
  says: (versions: readonly SecretVersion[]) => string,
): Promise<Result> {
  const found = await versionsOf(what, name, place);
  if ('status' in found) return found;
  const versions = found.filter(({ value }) => value.trim() !== '');
  return versions.length > 0 ? ok(what, says(versions)) : noVersion(what, name, place);
}

/** The versions of a secret that is known by name, or why they cannot be read. */
async function versionsOf(what: string, name: string, place: SecretPlace): Promise<readonly SecretVersion[] | Result> {
  const found = await lookUp(place.secrets, name);
  if (!SecretAccessError.is(found)) return found;
  const blocked = blockedBy(found, what, name, place);
  return blocked ?? finding(what, `The secret ${name}: ${found.message}`, mendOf(name, found, place));
}

function noVersion(what: string, name: string, place: SecretPlace): Result {
  return finding(what, `The secret ${name} has no enabled version, or an empty one.`, addVersion(name, place));
}

/** The first look-up also loads the client, so it may take longer than a provider would wait. */
const ATTEMPTS = 3;

type Found = Awaited<ReturnType<SecretStore['versions']>> | SecretAccessError;

async function lookUp(secrets: SecretStore, name: string): Promise<Found> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await secrets.versions(name);
    } catch (error) {
      if (!SecretAccessError.is(error)) throw error;
      if (error.reason !== 'unreachable' || attempt === ATTEMPTS) return error;
    }
  }
}

/** What keeps Secret Manager from saying anything about a secret; undefined if it said something. */
function blockedBy(
  refusal: SecretAccessError,
  what: string,
  name: string | undefined,
  place: SecretPlace,
): Result | undefined {
  if (refusal.reason === 'unreachable') return unknown(what, messageOf(refusal));
  if (!/has not been used in project/.test(messageOf(refusal))) return undefined;
  const { project = place.project } = parseSecretName(name ?? '');
  const mend = `gcloud services enable secretmanager.googleapis.com --project=${project}`;
  return finding(what, `Secret Manager is not enabled in ${project}.`, mend);
}

/** What to do about a secret that is known by name. @param cause What the store said; nothing if it gave no version. */
function mendOf(name: string, cause: unknown, place: SecretPlace): string {
  const { id, project: own = place.project } = parseSecretName(name);
  const reason = SecretAccessError.is(cause) ? cause.reason : undefined;
  if (place.project === undefined) return editSecrets(place);
  const project = `--project=${own}`;
  switch (reason) {
    case 'not-found':
      return `gcloud secrets create ${id} --replication-policy=automatic --data-file=- ${project}`;
    case 'denied':
      return grantCommand(
        { kind: 'secrets', name: id, project: own ?? place.project },
        '"user:$(gcloud config get account)"',
        'roles/secretmanager.secretAccessor',
      );
    case 'unreachable':
    case undefined:
      return addVersion(name, place);
  }
}

function addVersion(name: string, { project }: SecretPlace): string {
  const { id, project: own = project ?? '' } = parseSecretName(name);
  return `gcloud secrets versions add ${id} --data-file=- --project=${own}`;
}

/** In an editor: a command with the secret in it would stay in the shell's history. */
export function editSecrets({ project }: SecretPlace): string {
  return `\${EDITOR:-vi} functions/${project === undefined ? '.secret.local' : `.env.${project}`}`;
}

const NO_REQUEST: RawWebhook = {
  method: 'POST',
  url: '/',
  publicUrls: [],
  headers: {},
  rawBody: new Uint8Array(),
  receivedAt: new Date(0),
};
