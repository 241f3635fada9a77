import { verify as isSignedBy } from '@octokit/webhooks-methods';
import { boundId, digestOf } from '../../core/event/digest.ts';
import { firstJsonCharacter, idIn, isJsonObject, isText } from '../../core/event/json.ts';
import { hmacMatches } from '../../core/scheme/hmac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { readOne, type Sorted } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  firstThatVerifiesAsync,
  headerOf,
  notAnEvent,
  requireHeader,
  requireText,
  requireUtf8,
  unreadable,
} from '../../core/scheme/verification.ts';
import { isGithubPayload, objectOf, type GithubNative } from './native.ts';
import { signedTimeIn } from './time.ts';

const PROVIDER = 'github';
const SIGNATURE_HEADER = 'x-hub-signature-256';
const PREFIX = 'sha256=';
const FORM_FIELD = 'payload=';
const RECOGNITION = { provider: PROVIDER, isEvent: isGithubPayload, needs: 'to be an object' };

/**
 * GitHub: webhooks of repositories, organisations and apps, as JSON or as a form, verified by Octokit. The
 * signature covers the body alone; the event's name and id are headers, and marked as unsigned.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const github: Integration<GithubNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json', 'application/x-www-form-urlencoded'],
  // GitHub's own cap. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
  maxBytes: 25 * 1024 * 1024,
  signatureHeader: SIGNATURE_HEADER,

  async verify(request, secrets) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    if (!header.startsWith(PREFIX)) throw unreadable(PROVIDER, `header ${SIGNATURE_HEADER}`, PREFIX);
    requireUtf8(PROVIDER, request);
    const parts = [request.rawBody];
    // Octokit takes a string, and 25 MB from anybody are not decoded: our own hash of the bytes comes first.
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      hmacMatches({ algorithm: 'sha256', encoding: 'hex', key, parts }, [header.slice(PREFIX.length)]),
    );
    const text = requireText(PROVIDER, request);
    await firstThatVerifiesAsync(PROVIDER, secrets.slice(secret, secret + 1), (key) => isSignedBy(key, text, header));
    return { ...eventIn(request, text), secret };
  },

  describe(native, request) {
    const name = nameOf(request);
    const delivery = deliveryOf(request);
    const action = 'action' in native && isText(native.action) ? native.action : undefined;
    const object = name === undefined ? undefined : objectOf(name, native);
    const subject = isJsonObject(object) ? idIn(object['id']) : undefined;
    const time = signedTimeIn(native, request.receivedAt);
    return {
      id: delivery === undefined ? digestOf(request.rawBody) : boundId(delivery, request.rawBody),
      type: name === undefined || action === undefined ? name : `${name}.${action}`,
      time: time ?? request.receivedAt,
      source: `//github.com${tenantOf(native)}`,
      ...(subject !== undefined && { subject }),
      // The unsigned name says which object of the body is the subject. An id may have been left out on purpose.
      unsigned: ['id', 'type', ...(subject === undefined ? [] : ['subject']), ...(time === undefined ? ['time'] : [])],
    };
  },
};

/**
 * The event of a body that is signed. Its bytes alone say whether it is JSON or a form: nobody signs the content type,
 * and text that strangers wrote, `&payload=…` in the title of an issue, would turn JSON into another event.
 */
function eventIn(request: RawWebhook, text: string): Sorted<GithubNative> {
  if (firstJsonCharacter(request.rawBody) === '{') return readOne(RECOGNITION, request);
  if (!text.startsWith(FORM_FIELD) || text.includes('&')) {
    throw notAnEvent(PROVIDER, 'it needs to be a JSON object, or a form with one field named payload');
  }
  const payload = new URLSearchParams(text).get('payload') ?? '';
  return readOne(RECOGNITION, { rawBody: Buffer.from(payload) });
}

/** The event's name as the header says it. What cannot be a name ends up nowhere. */
function nameOf(request: RawWebhook): string | undefined {
  const name = headerOf(request, 'x-github-event') ?? '';
  return /^[a-z][a-z0-9_]{0,99}$/.test(name) ? name : undefined;
}

/** GitHub's id of the delivery: the same when it is delivered again by hand. */
function deliveryOf(request: RawWebhook): string | undefined {
  const delivery = headerOf(request, 'x-github-delivery') ?? '';
  return /^[\w-]{1,100}$/.test(delivery) ? delivery : undefined;
}

/** What the event belongs to: a repository, else an organisation, else the account that installed the app. */
function tenantOf(native: GithubNative): string {
  const repository = 'repository' in native ? native.repository?.full_name : undefined;
  if (isText(repository)) return `/${repository.split('/').map(encodeURIComponent).join('/')}`;
  const organization = 'organization' in native ? native.organization?.login : undefined;
  return typeof organization === 'string' ? `/${encodeURIComponent(organization)}` : '';
}
