import { digestOf } from '../../core/event/digest.ts';
import { timeOf } from '../../core/event/time.ts';
import { asBuffer, idIn, isJsonObject, isText } from '../../core/event/json.ts';
import { macMatches } from '../../core/scheme/mac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  requireHeader,
  requireJsonBody,
  requireUtf8,
  requireWithinWindow,
  type StatedTime,
} from '../../core/scheme/verification.ts';
import { isLinearEvent, typeOf, type LinearNative } from './native.ts';

const PROVIDER = 'linear';
const SIGNATURE_HEADER = 'linear-signature';
const RECOGNITION = { provider: PROVIDER, isEvent: isLinearEvent, needs: 'a type and an action' };

/**
 * Linear. The signature is checked here and not by the SDK: its verifier reads the clock itself and fixes the
 * window, so it could neither be told when the request arrived nor be given another window. The tests hold
 * this check against the SDK's.
 * @see https://linear.app/developers/webhooks#securing-webhooks
 */
export const linear: Integration<LinearNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // The limit of the SDK's own handler.
  maxBytes: 5 * 1024 * 1024,
  // Linear's own advice; each retry is signed anew.
  toleranceSeconds: 60,
  signatureHeader: SIGNATURE_HEADER,

  verify(request, secrets, now, { toleranceSeconds }) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    requireUtf8(PROVIDER, request);
    const parts = [request.rawBody];
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      macMatches({ hash: 'sha256', encoding: 'hex', key, parts }, [header]),
    );
    const time = signedTime(requireJsonBody(PROVIDER, request));
    requireWithinWindow(PROVIDER, time, now, toleranceSeconds);
    return { ...readOne(RECOGNITION, request), secret, signedAt: new Date(time.seconds * 1000) };
  },

  describe(native, request) {
    const tenant = native.organizationId;
    return {
      id: idOf(request),
      type: typeOf(native),
      time: timeOf(native.createdAt),
      source: isText(tenant) ? `//linear.app/${encodeURIComponent(tenant)}` : '//linear.app',
      ...subjectOf(native),
    };
  },
};

/** The time that the body states; the one in a header is not signed. */
function signedTime(native: unknown): StatedTime {
  const time = isJsonObject(native) ? native['webhookTimestamp'] : undefined;
  const seconds = typeof time === 'number' ? time / 1000 : Number.NaN;
  return { seconds, place: 'body', part: 'webhookTimestamp in Unix milliseconds' };
}

/**
 * The id of the delivery stands in an unsigned header only. What is signed and the same in every retry is the
 * body without the time of sending.
 */
function idOf(request: RawWebhook): string {
  const body = asBuffer(request.rawBody)
    .toString()
    .replace(/"webhookTimestamp":\s*[\d.]+/, '');
  return digestOf(body);
}

/** Fields that hold what an event is about, one of which every kind of event has. */
const SUBJECTS = ['data', 'issueData', 'agentSession', 'notification'];

function subjectOf(native: LinearNative): { subject?: string } {
  const fields = new Map<string, unknown>(Object.entries(native));
  const subject = idIn(SUBJECTS.map((name) => fields.get(name)).find(isJsonObject)?.['id']);
  return subject === undefined ? {} : { subject };
}
