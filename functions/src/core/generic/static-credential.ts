import { isJsonObject } from '../event/json.ts';
import type { Integration } from '../integration/integration.ts';
import { badConfig } from '../config/settings.ts';
import { readOne } from '../integration/recognition.ts';
import { firstThatVerifies, requireHeader, safeEqual } from '../scheme/verification.ts';
import { describeEvent, faultOfLocators, type EventLocators } from './description.ts';
import type { GenericNative } from './event.ts';
import { DEFAULT_MAX_BYTES } from './hmac.ts';
import { faultOfHeader, headerName, isHeaderLocator, type HeaderLocator } from './locator.ts';

/** A provider that signs nothing and sends a credential along, described instead of programmed. */
export interface StaticCredentialOptions extends EventLocators {
  /**
   * Where the credential stands: `bearer` and `basic` in the Authorization header, with the token or
   * `user:password` as the webhook secret; `header:x-api-key` in that header, letter by letter. A secret that
   * begins with `Bearer ` or `Basic ` is the whole Authorization header.
   */
  readonly credential: 'bearer' | 'basic' | HeaderLocator;
  /** Accepted media types. Default: `application/json`. */
  readonly contentTypes?: readonly string[];
  /** Largest accepted body in bytes. Default: 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * The integration of a provider that sends a credential along. It proves who sent the request, not what: every
 * part of its events is marked as unsigned.
 * @param provider camelCase; names its topic, functions and variables.
 * @throws {IntegrationError} `bad-config` for options that cannot work.
 */
export function staticCredentialIntegration(
  provider: string,
  options: StaticCredentialOptions,
): Integration<GenericNative> {
  const header = headerOfCredential(provider, options);
  return {
    provider,
    methods: ['POST'],
    contentTypes: options.contentTypes ?? ['application/json'],
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    wholeSecret: true,
    signsWithSecretKey: true,
    signsBody: false,
    signatureHeader: header,

    verify(request, secrets) {
      const given = requireHeader(provider, request, header);
      const secret = firstThatVerifies(provider, secrets, (candidate) =>
        safeEqual(given, credentialOf(candidate, options.credential)),
      );
      return { ...readOne({ provider, isEvent: isJsonObject, needs: 'to be an object' }, request), secret };
    },

    describe: (native, request) =>
      describeEvent(provider, options, native, request, { covers: () => false, coversBody: false }),
  };
}

/** What stands in the header, for a webhook secret. */
export function credentialOf(secret: string, credential: StaticCredentialOptions['credential']): string {
  if (credential === 'bearer') return secret.startsWith('Bearer ') ? secret : `Bearer ${secret}`;
  if (credential !== 'basic' || secret.startsWith('Basic ')) return secret;
  return `Basic ${Buffer.from(secret).toString('base64')}`;
}

function headerOfCredential(provider: string, options: StaticCredentialOptions): string {
  const { credential } = options;
  const refuse = (sentence: string) => badConfig(provider, `The instance ${provider}: ${sentence}.`);
  const locators = faultOfLocators(options);
  if (locators !== undefined) throw refuse(locators);
  if (credential === 'bearer' || credential === 'basic') return 'authorization';
  if (typeof credential !== 'string' || !isHeaderLocator(credential)) {
    throw refuse('credential must be "bearer", "basic" or a header like "header:x-api-key"');
  }
  const fault = faultOfHeader(headerName(credential));
  if (fault !== undefined) throw refuse(`credential ${fault}`);
  return headerName(credential);
}
