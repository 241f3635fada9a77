import type { Integration, RawWebhook } from '../../core/ingest/integration.ts';
import {
  firstThatVerifies,
  headerOf,
  notAnEvent,
  requireBatch,
  requireHeader,
  requireJsonBody,
  safeEqual,
} from '../../core/ingest/verification.ts';
import { isOktaEvent, isOktaHook, type OktaNative } from './native.ts';

const PROVIDER = 'okta';
const CREDENTIAL_HEADER = 'authorization';
const CHALLENGE_HEADER = 'x-okta-verification-challenge';

/** Okta's challenges are short; what anyone else sends is not repeated at length. */
const CHALLENGE = /^[\x21-\x7e]{1,512}$/;

/**
 * Okta event hooks. Okta signs nothing: it repeats a credential in the Authorization header. Whoever knows it can
 * send anything, so every part of these events is marked as unsigned.
 * @see https://developer.okta.com/docs/concepts/event-hooks/
 */
export const okta: Integration<OktaNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // Okta documents no limit; a request carries a list of events of a few kilobytes each.
  maxBytes: 1_048_576,
  wholeSecret: true,
  signatureHeader: CREDENTIAL_HEADER,

  verify(request, secrets) {
    const credential = requireHeader(PROVIDER, request, CREDENTIAL_HEADER);
    const secret = firstThatVerifies(PROVIDER, secrets, (candidate) => safeEqual(candidate, credential));
    const hook = requireJsonBody(PROVIDER, request);
    if (!isOktaHook(hook)) throw notAnEvent(PROVIDER, 'it needs data.events');
    const natives = requireBatch(
      PROVIDER,
      hook.data.events,
      isOktaEvent,
      'each needs a uuid, an eventType and a published',
    );
    organizations.set(request, hostOf(hook.source));
    return { events: natives.map((native) => ({ native })), secret };
  },

  describe(native, request) {
    const host = organizations.get(request);
    const concerned = native.target?.find(({ type }) => type === 'User') ?? native.target?.[0] ?? native.actor;
    return {
      id: native.uuid,
      type: native.eventType,
      time: new Date(native.published),
      source: `//${host ?? 'okta.com'}`,
      ...(concerned?.id && { subject: concerned.id }),
      unsigned: ['id', 'type', 'time', 'source', 'subject'],
    };
  },

  // Okta verifies an endpoint once, by a challenge that anyone may send: repeating it tells nothing.
  handshake(request) {
    const challenge = headerOf(request, CHALLENGE_HEADER);
    if (request.method !== 'GET' || challenge === undefined || !CHALLENGE.test(challenge)) return undefined;
    return { status: 200, body: { verification: challenge } };
  },

  // Okta asks for an empty answer.
  ack: () => ({ status: 200 }),
};

/** Which organisation a request came from: its events do not say it, the request around them does. */
const organizations = new WeakMap<RawWebhook, string | undefined>();

function hostOf(source: unknown): string | undefined {
  return typeof source === 'string' && URL.canParse(source) ? new URL(source).host || undefined : undefined;
}
