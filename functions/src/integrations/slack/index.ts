import { createHash } from 'node:crypto';
import { verifySlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { asBuffer, isJsonObject, parseJson } from '../../core/event/json.ts';
import type { Integration, RawWebhook } from '../../core/ingest/integration.ts';
import {
  badSignature,
  firstThatVerifies,
  notAnEvent,
  requireHeader,
  requireJson,
  requireText,
  requireWithinWindow,
} from '../../core/ingest/verification.ts';
import { secretForm } from '../../core/secret-forms.ts';
import { challengeIn, isSlackNative, type SlackHappening, type SlackNative } from './native.ts';

const PROVIDER = 'slack';
const SIGNATURE_HEADER = 'x-slack-signature';
const TIMESTAMP_HEADER = 'x-slack-request-timestamp';
// Slack's own advice. @see https://docs.slack.dev/authentication/verifying-requests-from-slack
const TOLERANCE_SECONDS = 300;

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
  toleranceSeconds: TOLERANCE_SECONDS,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: secretForm(
    /^[0-9a-z]{32}$/,
    'is not a signing secret of Slack, which has 32 letters and digits: copy it from Basic Information, App Credentials',
  ),

  verify(request, secrets, now, { toleranceSeconds }) {
    const { text, secret } = signedText(request, secrets, now, toleranceSeconds);
    const native = requireJson(PROVIDER, text);
    if (!isSlackNative(native)) throw notAnEvent(PROVIDER, 'it needs a type, and as a callback its event, id and time');
    return { events: [{ native, json: request.rawBody }], secret };
  },

  describe(native, request) {
    const team = native.team_id;
    const source = typeof team === 'string' ? `//slack.com/${encodeURIComponent(team)}` : '//slack.com';
    if (native.type === 'event_callback') {
      return {
        id: native.event_id,
        type: native.event.type,
        time: new Date(native.event_time * 1000),
        source,
        ...subjectOf(native.event),
      };
    }
    const minute = native.minute_rate_limited;
    // Notices have no id: the signed body tells one from the next.
    const id = createHash('sha256').update(asBuffer(request.rawBody)).digest('base64url');
    return Number.isSafeInteger(minute)
      ? { id, type: native.type, time: new Date(minute * 1000), source }
      : { id, type: native.type, time: request.receivedAt, source, unsigned: ['time'] };
  },

  /** Echoes the challenge by which Slack checks the URL, to Slack only: it is signed like every delivery. */
  handshake(request, secrets, now) {
    const body = asBuffer(request.rawBody);
    if (!body.includes('url_verification')) return undefined;
    const challenge = challengeIn(parseJson(body.toString()));
    if (challenge === undefined) return undefined;
    signedText(request, secrets, now, TOLERANCE_SECONDS);
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
  },
};

/** The body as text once its signature and its time have been checked. */
function signedText(
  request: RawWebhook,
  secrets: readonly string[],
  now: Date,
  toleranceSeconds: number,
): { text: string; secret: number } {
  const signature = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
  const timestamp = requireHeader(PROVIDER, request, TIMESTAMP_HEADER);
  const text = requireText(PROVIDER, request);
  // Bolt reads the signature up to a second "=" and a time that is no number as one of any age.
  if (!/^v0=[0-9a-f]{64}$/.test(signature) || !/^[1-9]\d{0,11}$/.test(timestamp)) throw badSignature(PROVIDER);
  const seconds = Number(timestamp);
  requireWithinWindow(PROVIDER, seconds, now, toleranceSeconds);
  const secret = firstThatVerifies(PROVIDER, secrets, (signingSecret) => {
    verifySlackRequest({
      signingSecret,
      body: text,
      headers: { [SIGNATURE_HEADER]: signature, [TIMESTAMP_HEADER]: seconds },
      // Its own window is fixed and open to the future; ours has been passed.
      nowMilliseconds: seconds * 1000,
    });
    return true;
  });
  return { text, secret };
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
