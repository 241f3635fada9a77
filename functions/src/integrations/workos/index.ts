import { isText } from '../../core/event/json.ts';
import { timeOf } from '../../core/event/time.ts';
import { macMatches } from '../../core/scheme/mac.ts';
import type { Integration } from '../../core/integration/integration.ts';
import { readOne } from '../../core/integration/recognition.ts';
import {
  firstThatVerifies,
  requireHeader,
  requireUtf8,
  requireWithinWindow,
  unreadable,
} from '../../core/scheme/verification.ts';
import { secretForm } from '../../core/config/secret-forms.ts';
import { isWorkosEvent, type WorkosNative } from './native.ts';

const PROVIDER = 'workos';
const SIGNATURE_HEADER = 'workos-signature';
const RECOGNITION = { provider: PROVIDER, isEvent: isWorkosEvent, needs: 'an id, an event, a created_at and data' };

/**
 * WorkOS. Verified with node:crypto: the SDK's verifier wants a client with an API key, lets in any time to come
 * and any text for a time, and hands the event out with other field names than it was sent with.
 * @see https://workos.com/docs/events/data-syncing/webhooks
 */
export const workos: Integration<WorkosNative> = {
  provider: PROVIDER,
  methods: ['POST'],
  contentTypes: ['application/json'],
  // WorkOS documents no limit. The largest events are those of directory users with their raw attributes.
  maxBytes: 1_048_576,
  // The SDK's own.
  toleranceSeconds: 180,
  signatureHeader: SIGNATURE_HEADER,
  checkSecret: secretForm(
    /^\S{16,}$/,
    'is not a signing secret of WorkOS: copy it from the page of the webhook endpoint',
  ),

  verify(request, secrets, now, { toleranceSeconds }) {
    const { time, signature } = signatureIn(requireHeader(PROVIDER, request, SIGNATURE_HEADER));
    requireUtf8(PROVIDER, request);
    const seconds = Math.floor(Number(time) / 1000);
    requireWithinWindow(PROVIDER, { seconds, ...STATED }, now, toleranceSeconds);
    const parts = [`${time}.`, request.rawBody];
    const secret = firstThatVerifies(PROVIDER, secrets, (key) =>
      macMatches({ hash: 'sha256', encoding: 'hex', key, parts }, [signature]),
    );
    return { ...readOne(RECOGNITION, request), secret, signedAt: new Date(Number(time)) };
  },

  describe(native) {
    const { data } = native;
    const organization = 'organization_id' in data ? data.organization_id : undefined;
    return {
      id: native.id,
      type: native.event,
      time: timeOf(native.created_at),
      source: isText(organization) ? `//workos.com/organizations/${organization}` : '//workos.com',
      ...('id' in data && isText(data.id) && { subject: data.id }),
    };
  },
};

const STATED = { place: `header ${SIGNATURE_HEADER}`, part: 't= in Unix milliseconds' };

/** Reads `t=<milliseconds>, v1=<hex>`. As in the SDK, what follows a second comma does not count: a repeated header, say. */
function signatureIn(header: string): { readonly time: string; readonly signature: string } {
  const [first = '', second] = header.split(',', 2);
  const time = /^\s*t=([1-9]\d{0,15})\s*$/.exec(first)?.[1];
  if (time === undefined) throw unreadable(PROVIDER, STATED.place, STATED.part);
  const signature = /^\s*v1=([0-9a-f]{64})$/.exec(second ?? '')?.[1];
  if (signature === undefined) throw unreadable(PROVIDER, STATED.place, 'v1=');
  return { time, signature };
}
