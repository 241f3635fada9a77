import { idIn, isJsonObject } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import type { Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { readOne, sortElements } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  headerOf,
  requireHeader,
  requireJsonBody,
  safeEqual,
} from '../../core/scheme/verification.ts';
import { isOktaEvent, isOktaHook, type OktaNative } from './native.ts';

const PROVIDER = 'okta';
const CREDENTIAL_HEADER = 'authorization';
const CHALLENGE_HEADER = 'x-okta-verification-challenge';
const RECOGNITION = { provider: PROVIDER, isEvent: isOktaEvent, needs: 'an eventType, in a list of data.events' };

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
  signsBody: false,
  signatureHeader: CREDENTIAL_HEADER,

  verify(request, secrets) {
    const credential = requireHeader(PROVIDER, request, CREDENTIAL_HEADER);
    const secret = firstThatVerifies(PROVIDER, secrets, (candidate) => safeEqual(candidate, credential));
    const hook = requireJsonBody(PROVIDER, request);
    // Okta never sends again what got a 4xx: whatever else it sends is kept.
    if (!isOktaHook(hook)) return { ...readOne(RECOGNITION, request), secret };
    organizations.set(request, hostOf(hook.source));
    return { ...sortElements(RECOGNITION, hook.data.events), secret };
  },

  describe(native, request) {
    const host = organizations.get(request);
    const targets = native.target?.filter(isJsonObject) ?? [];
    const concerned = targets.find(({ type }) => type === 'User') ?? targets[0] ?? native.actor;
    const subject = idIn(concerned?.id);
    return {
      id: idIn(native.uuid),
      type: native.eventType,
      time: timeOf(native.published),
      source: `//${host ?? 'okta.com'}`,
      ...(subject !== undefined && { subject }),
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
