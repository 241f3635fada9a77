import { withinDeadline } from '../deadline.ts';
import { IntegrationError } from '../event/errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import { badConfig, secretsIn, variableOf, type IntegrationSettings } from '../config/settings.ts';
import { SecretAccessError, type Clock, type SecretStore, type SecretVersion } from '../ports.ts';
import { apiKeyIn, isGuessable, isLocalTrust, LOCAL_TRUST_FAULT } from '../config/secret-forms.ts';
import { Cached } from './cached.ts';
import type { Integration } from '../integration/integration.ts';

/** How long one look-up may take: the provider is waiting. */
export const LOOKUP_DEADLINE_MS = 3_000;

/** The ports that secrets need. */
interface SecretPorts {
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How an integration's secrets are written. */
type SecretShape = Pick<Integration<unknown>, 'wholeSecret' | 'checkSecret' | 'signsWithSecretKey'>;

/**
 * The webhook secrets of one integration: by value, else looked up by name, cached with an age limit and
 * one look-up at a time. A failed look-up is remembered for a few seconds.
 */
export class WebhookSecrets {
  readonly #settings: IntegrationSettings;
  readonly #shape: SecretShape;
  readonly #ports: SecretPorts;
  readonly #fixed: readonly SecretVersion[] | undefined;
  readonly #named: Cached<readonly SecretVersion[]>;
  #hasWarned = false;

  /** @throws {IntegrationError} `bad-config` when a secret given by value is malformed. */
  constructor(settings: IntegrationSettings, shape: SecretShape, ports: SecretPorts) {
    this.#settings = settings;
    this.#shape = shape;
    this.#ports = ports;
    const source = variableOf(settings.provider, 'WebhookSecret');
    this.#fixed =
      settings.webhookSecret === undefined
        ? undefined
        : this.#parse({ value: settings.webhookSecret, version: 'value' }, source);
    this.#named = new Cached({
      fetch: () => this.#lookUp(),
      isOutOfReach: (error) => IntegrationError.is(error) && error.code.endsWith('/secret-unavailable'),
      servesOn: (ageMs) =>
        ports.log.warn('Secret Manager cannot be reached; the cached secrets serve on', {
          ageSeconds: Math.round(ageMs / 1000),
        }),
      clock: ports.clock,
    });
  }

  /**
   * The accepted secrets, newest first.
   * @throws {IntegrationError} `secret-missing`, `bad-config` (no permission, malformed) or `secret-unavailable`.
   */
  current(): readonly SecretVersion[] | Promise<readonly SecretVersion[]> {
    return this.#fixed ?? this.#named.current();
  }

  /**
   * Looks the secrets up again, because none of the cached ones verified a request: the secret may have been
   * rotated. Asked in quick succession, it looks up only once.
   * @returns the secrets if they changed, else undefined.
   */
  async refreshed(): Promise<readonly SecretVersion[] | undefined> {
    const refresh = this.#fixed === undefined ? await this.#named.refreshed() : undefined;
    if (refresh === undefined || sameValues(refresh.before, refresh.after)) return undefined;
    return refresh.after;
  }

  async #lookUp(): Promise<readonly SecretVersion[]> {
    const { provider, webhookSecretName: name } = this.#settings;
    if (name === undefined) throw badConfig(provider, `Set ${variableOf(provider, 'WebhookSecret')}.`);
    const versions = await withinDeadline(this.#ports.secrets.versions(name), LOOKUP_DEADLINE_MS, noAnswer).catch(
      (error: unknown) => {
        throw IntegrationError.is(error) ? error : accessError(provider, name, error);
      },
    );
    const secrets = versions.flatMap((version) => this.#parse(version, `The secret ${name}`));
    if (secrets.length === 0) {
      throw missing(
        provider,
        `The secret ${name} has no enabled version; add one (npx integrations connect ${provider}).`,
      );
    }
    return secrets;
  }

  #parse(version: SecretVersion, source: string): readonly SecretVersion[] {
    const { provider } = this.#settings;
    const values = secretsIn(provider, version.value, source, this.#shape.wholeSecret);
    return values.map((value, index) => {
      const fault = this.#faultOf(value);
      if (fault !== undefined) throw badConfig(provider, `${source} ${fault}.`);
      this.#warnOf(value, source);
      // Several secrets in one version are told apart by their place in it.
      return { value, version: values.length === 1 ? version.version : `${version.version}.${index + 1}` };
    });
  }

  #faultOf(secret: string): string | undefined {
    if (secret === this.#settings.verifyToken) {
      return 'holds the verify token too, which everybody knows who reads an access log; remove it there';
    }
    if (this.#settings.isDeployed && isLocalTrust(secret)) return LOCAL_TRUST_FAULT;
    const apiKey = apiKeyIn(secret, this.#shape.signsWithSecretKey);
    if (apiKey === undefined) return this.#shape.checkSecret?.(secret);
    const variable = variableOf(this.#settings.provider, 'ApiKey');
    return `holds ${apiKey}, which signs no webhooks; an API key belongs in ${variable}`;
  }

  /** Once: a secret by name is read again every few minutes. */
  #warnOf(secret: string, source: string): void {
    if (this.#hasWarned || !isGuessable(secret)) return;
    this.#hasWarned = true;
    this.#ports.log.warn(shortSecret(source));
  }
}

/** What to say of a secret that can be guessed. */
export function shortSecret(source: string): string {
  return `${source} is shorter than 16 characters: whoever sees one signed request can guess it; replace it by a longer one (openssl rand -hex 32).`;
}

function noAnswer(): SecretAccessError {
  return new SecretAccessError('unreachable', `No answer within ${LOOKUP_DEADLINE_MS} ms.`);
}

function accessError(provider: string, name: string, cause: unknown): IntegrationError {
  const reason = SecretAccessError.is(cause) ? cause.reason : 'unreachable';
  switch (reason) {
    case 'not-found':
      return missing(
        provider,
        `The secret ${name} does not exist; create it (npx integrations connect ${provider}) or correct ${variableOf(provider, 'WebhookSecretName')}.`,
        cause,
      );
    case 'denied':
      return badConfig(
        provider,
        `The secret ${name} may not be read; grant roles/secretmanager.secretAccessor to the service account.`,
        { cause },
      );
    case 'unreachable':
      return new IntegrationError(
        provider,
        'secret-unavailable',
        'The webhook secret cannot be looked up right now; send the event again.',
        { cause },
      );
  }
}

/** The function starts before its secret is there: the provider may want an endpoint before it tells the secret. */
function missing(provider: string, message: string, cause?: unknown): IntegrationError {
  return new IntegrationError(provider, 'secret-missing', message, cause === undefined ? {} : { cause });
}

function sameValues(a: readonly SecretVersion[] | undefined, b: readonly SecretVersion[]): boolean {
  return a?.length === b.length && a.every((secret, index) => secret.value === b[index]?.value);
}
