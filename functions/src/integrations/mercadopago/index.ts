import { valueAt } from '../../core/event/json-pointer.ts';
import { idIn } from '../../core/event/json.ts';
import { integration } from '../../core/integration/from-facts.ts';
import { readOne } from '../../core/integration/recognition.ts';
import type { RawWebhook } from '../../core/scheme/raw-webhook.ts';
import { notAnEvent, requireJsonBody } from '../../core/scheme/verification.ts';
import { places } from './event.ts';
import { scheme } from './scheme.ts';
import { queryOf } from '../../core/scheme/signed-urls.ts';

/** @see https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks */
export const mercadopago = integration({
  provider: 'mercadopago',
  kind: 'payments',
  unusedVerifier: '`mercadopago` checks no time',
  scheme,
  places,
  secret: {
    form: /^(?!APP_USR-|TEST-)\S{16,}$/,
    fault:
      'is not the secret signature of an application: copy it from Your integrations, the application, Webhooks; it is not an access token',
  },
  reads(request, recognition) {
    if (isAboutAnother(request, requireJsonBody(recognition.provider, request))) {
      throw notAnEvent(recognition.provider, 'its data.id is not the one that was signed');
    }
    return readOne(recognition, request);
  },
});

/** Whether the body, which nobody signed, names another object of the kind that the query names. */
function isAboutAnother({ url }: RawWebhook, body: unknown): boolean {
  const query = new URLSearchParams(queryOf(url));
  const [signed, type] = [query.get('data.id'), query.get('type')];
  const named = idIn(valueAt(body, '/data/id'));
  const isOtherKind = type !== null && type !== valueAt(body, '/type');
  return signed !== null && named !== undefined && !isOtherKind && named.toLowerCase() !== signed.toLowerCase();
}
