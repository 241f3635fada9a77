import { macMatches, macOf, type MacInput } from '../../core/scheme/mac.ts';
import { custom, unix } from '../../core/scheme/schemes.ts';

export const SIGNATURE_HEADER = 'x-signature';
export const REQUEST_ID_HEADER = 'x-request-id';

/** Mercado Pago tries for days, and does not say whether it signs each attempt. */
const LONGEST_RETRY = 604_800;

/**
 * Mercado Pago signs the id in the query, the id of the request and the time; a part that the request does not have is left
 * out. It signs no body. The parts are joined by `;`, so neither id may contain one.
 * @see https://www.mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks
 */
export const scheme = /* @__PURE__ */ custom({
  headers: { [SIGNATURE_HEADER]: 'ts={timestamp},v1={signature},…' },
  says: 'data.id of the query, x-request-id and time, HMAC-SHA256; not the body',
  covers: ['query:data.id', `header:${REQUEST_ID_HEADER}`],
  time: unix(LONGEST_RETRY, { ahead: 300 }),

  verifies(request, secret) {
    const ids = new URLSearchParams(request.query).getAll('data.id');
    const [id = '', ...others] = ids;
    const header = request.headers[SIGNATURE_HEADER] ?? '';
    const items = new Map(
      header.split(',').map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)]),
    );
    const [time = '', signature = ''] = [items.get('ts'), items.get('v1')];
    if (others.length > 0) return false;
    const requestId = request.headers[REQUEST_ID_HEADER] ?? '';
    if (!PLAIN.test(id) || !PLAIN.test(requestId)) return false;
    // The documentation has letters of an id signed in lower case, and the SDK as they are.
    return [id, id.toLowerCase()].some((one) => macMatches(macOver(one, requestId, time, secret), [signature]));
  },

  signs(request, secret) {
    const id = new URLSearchParams(request.query).get('data.id') ?? '';
    const time = String(request.now.getTime());
    const signature = macOf(macOver(id, SAMPLE_REQUEST_ID, time, secret));
    return { [REQUEST_ID_HEADER]: SAMPLE_REQUEST_ID, [SIGNATURE_HEADER]: `ts=${time},v1=${signature}` };
  },
});

const PLAIN = /^[\w-]*$/;
const SAMPLE_REQUEST_ID = '7d1f0b9e-52c4-4c38-9d7a-2f4e6a8b0c13';

function macOver(id: string, requestId: string, time: string, key: string): MacInput {
  const parts = [id && `id:${id};`, requestId && `request-id:${requestId};`, `ts:${time};`];
  return { hash: 'sha256', encoding: 'hex', key, parts };
}
