import { verifySlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { digestOf } from '../../core/event/digest.ts';
import { timeOf } from '../../core/event/time.ts';
import { asBuffer, idIn, isJsonObject, isText } from '../../core/event/json.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  requireHeader,
  requireJsonBody,
  requireText,
  requireUtf8,
  requireWithinWindow,
  unreadable,
} from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { challengeIn, isSlackNative, type SlackHappening, type SlackNative } from './native.ts';

const PROVIDER = 'slack';
const SIGNATURE_HEADER = 'x-slack-signature';
const TIMESTAMP_HEADER = 'x-slack-request-timestamp';
const RECOGNITION = {
  provider: PROVIDER,
  isEvent: isSlackNative,
  needs: 'a type, and as a callback an event of a type',
};

/**
 * Slack's Events API, verified by Bolt and hardened where that is lenient. Slack repeats a delivery up to three
 * times, with the headers `X-Slack-Retry-Num` and `X-Slack-Retry-Reason` and the same event id.
 * @see https://docs.slack.dev/apis/events-api/
 */
export const slack: Integration<SlackNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // Slack documents no limit; a message has at most 40,000 characters.
  maxBytes: 1_048_576,
  // Slack's own advice. @see https://docs.slack.dev/authentication/verifying-requests-from-slack
  toleranceSeconds: 300,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: secretForm(
    /^[0-9a-z]{32}$/,
    'is not a signing secret of Slack, which has 32 letters and digits: copy it from Basic Information, App Credentials',
  ),

  verify(request, secrets, now, { toleranceSeconds }) {
    const proof = requireSigned(request, secrets, now, toleranceSeconds);
    return { ...readOne(RECOGNITION, request), ...proof };
  },

  describe(native, request) {
    const team = native.team_id;
    const source = isText(team) ? `//slack.com/${encodeURIComponent(team)}` : '//slack.com';
    if (native.type === 'event_callback') {
      return {
        id: idIn(native.event_id),
        type: native.event.type,
        time: timeOf(native.event_time),
        source,
        ...subjectOf(native.event),
      };
    }
    // Notices have no id: the signed body tells one from the next.
    return { id: digestOf(request.rawBody), type: native.type, time: timeOf(native.minute_rate_limited), source };
  },

  /** Echoes the challenge by which Slack checks the URL, to Slack only: it is signed like every delivery. */
  handshake(request, secrets, now, { toleranceSeconds }) {
    if (request.method !== 'POST' || !asBuffer(request.rawBody).includes('url_verification')) return undefined;
    // Parsing comes second: what anybody sends may take fifty times its size once it is parsed.
    requireSigned(request, secrets, now, toleranceSeconds);
    const challenge = challengeIn(requireJsonBody(PROVIDER, request));
    if (challenge === undefined) return undefined;
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
  },
};

/** Checks signature and time. @returns the index of the secret that verifies the request, and the time. */
function requireSigned(
  request: RawWebhook,
  secrets: readonly string[],
  now: Date,
  toleranceSeconds: number,
): { readonly secret: number; readonly signedAt: Date } {
  const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
  const timestamp = requireHeader(PROVIDER, request, TIMESTAMP_HEADER);
  requireUtf8(PROVIDER, request);
  // Bolt reads the signature up to a second "=", and a time that is not a number as one of any age.
  const signature = /^v0=([0-9a-f]{64})$/.exec(header)?.[1];
  if (signature === undefined) throw unreadable(PROVIDER, `header ${SIGNATURE_HEADER}`, 'v0=');
  const seconds = /^[1-9]\d{0,11}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  const place = `header ${TIMESTAMP_HEADER}`;
  requireWithinWindow(PROVIDER, { seconds, place, part: 'time in Unix seconds' }, now, toleranceSeconds);
  const parts = [`v0:${timestamp}:`, request.rawBody];
  const secret = firstThatVerifies(PROVIDER, secrets, (signingSecret) => {
    // Bolt takes a string, which nobody may make us build who did not sign: our own hash of the bytes comes first.
    if (!hmacMatches({ algorithm: 'sha256', encoding: 'hex', key: signingSecret, parts }, [signature])) return false;
    verifySlackRequest({
      signingSecret,
      body: requireText(PROVIDER, request),
      headers: { [SIGNATURE_HEADER]: header, [TIMESTAMP_HEADER]: seconds },
      // Its own window is fixed and open to the future; ours has been passed.
      nowMilliseconds: seconds * 1000,
    });
    return true;
  });
  return { secret, signedAt: new Date(seconds * 1000) };
}

/** What an event is about, most telling first: a channel, an item in one, a user. */
function subjectOf(happening: SlackHappening): { subject?: string } {
  const fields = new Map<string, unknown>(Object.entries(happening));
  const item = fields.get('item');
  const candidates = [fields.get('channel'), isJsonObject(item) ? item['channel'] : undefined, fields.get('user')];
  const subject = candidates.map(idOf).find((id) => id !== undefined);
  return subject === undefined ? {} : { subject };
}

/** Some events name a channel or a user by its id, others hold the whole of it. */
function idOf(value: unknown): string | undefined {
  const id = isJsonObject(value) ? value['id'] : value;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
