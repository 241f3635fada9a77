import { createHash } from 'node:crypto';
import { verify as isSignedBy } from '@octokit/webhooks-methods';
import { asBuffer, isJsonObject } from '../../core/event/json.ts';
import type { Integration, RawWebhook, VerifiedEvent } from '../../core/ingest/integration.ts';
import {
  firstThatVerifiesAsync,
  headerOf,
  notAnEvent,
  requireHeader,
  requireJson,
  requireText,
} from '../../core/ingest/verification.ts';
import { isGithubPayload, objectOf, type GithubNative } from './native.ts';

const PROVIDER = 'github';
const SIGNATURE_HEADER = 'x-hub-signature-256';
const FORM = 'application/x-www-form-urlencoded';

/**
 * GitHub: webhooks of repositories, organisations and apps, as JSON or as a form, verified by Octokit. The
 * signature covers the body alone; the event's name and id are headers, and marked as unsigned.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const github: Integration<GithubNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json', FORM],
  // GitHub's own cap. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap
  maxBytes: 25 * 1024 * 1024,
  signatureHeader: SIGNATURE_HEADER,

  async verify(request, secrets) {
    const header = requireHeader(PROVIDER, request, SIGNATURE_HEADER);
    const text = requireText(PROVIDER, request);
    const secret = await firstThatVerifiesAsync(PROVIDER, secrets, (candidate) => isSignedBy(candidate, text, header));
    return { events: [isForm(request) ? eventInForm(text) : eventIn(text, request.rawBody)], secret };
  },

  describe(native, request) {
    const name = nameOf(request);
    const action = 'action' in native && typeof native.action === 'string' ? native.action : undefined;
    const object = objectOf(name, native);
    return {
      id: deliveryOf(request) ?? digestOf(request),
      type: action === undefined ? name : `${name}.${action}`,
      // GitHub signs no time of the event, and sends each delivery once, at once.
      time: request.receivedAt,
      source: `//github.com${tenantOf(native)}`,
      ...(isJsonObject(object) && typeof object['id'] === 'number' && { subject: String(object['id']) }),
      unsigned: deliveryOf(request) === undefined ? ['type', 'time'] : ['id', 'type', 'time'],
    };
  },
};

function isForm(request: RawWebhook): boolean {
  return headerOf(request, 'content-type')?.split(';')[0]?.trim().toLowerCase() === FORM;
}

function eventInForm(text: string): VerifiedEvent<GithubNative> {
  const [payload, ...others] = new URLSearchParams(text).getAll('payload');
  if (payload === undefined || others.length > 0) throw notAnEvent(PROVIDER, 'a form needs one field named payload');
  return eventIn(payload, Buffer.from(payload));
}

function eventIn(text: string, json: Uint8Array): VerifiedEvent<GithubNative> {
  const native = requireJson(PROVIDER, text);
  if (!isGithubPayload(native)) throw notAnEvent(PROVIDER, 'it needs to be an object with fields');
  return { native, json };
}

/** The event's name as the header says it. What cannot be a name ends up nowhere. */
function nameOf(request: RawWebhook): string {
  const name = headerOf(request, 'x-github-event') ?? '';
  return /^[a-z][a-z0-9_]{0,99}$/.test(name) ? name : 'unknown';
}

/** GitHub's id of the delivery: the same when it is delivered again by hand. */
function deliveryOf(request: RawWebhook): string | undefined {
  const delivery = headerOf(request, 'x-github-delivery') ?? '';
  return /^[\w-]{1,100}$/.test(delivery) ? delivery : undefined;
}

function digestOf(request: RawWebhook): string {
  return createHash('sha256').update(asBuffer(request.rawBody)).digest('base64url');
}

/** What the event belongs to: a repository, else an organisation, else the account that installed the app. */
function tenantOf(native: GithubNative): string {
  const repository = 'repository' in native ? native.repository?.full_name : undefined;
  if (typeof repository === 'string') return `/${repository.split('/').map(encodeURIComponent).join('/')}`;
  const organization = 'organization' in native ? native.organization?.login : undefined;
  return typeof organization === 'string' ? `/${encodeURIComponent(organization)}` : '';
}
