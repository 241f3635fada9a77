import { createHmac } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of providers of parcels, signed by hand. */
export const LOGISTICS: RequestsByHand = {
  /** @see https://developers.easyship.com/reference/webhooks */
  easyship() {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ easyship_company_id: 'CUS1' })}`;
    const token = `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
    return {
      secret: SECRET,
      body: '{"event_type":"shipment.cancelled","resource_type":"shipment","resource_id":"ES1"}',
      headers: { 'X-EASYSHIP-SIGNATURE': token },
      proof: ['X-EASYSHIP-SIGNATURE'],
      type: 'shipment.cancelled',
      coversBody: false,
    };
  },

  /** @see https://api.sendcloud.dev/docs/sendcloud-public-api/webhooks */
  sendcloud() {
    const body = '{"action":"parcel_status_changed","timestamp":1795435198000,"parcel":{"id":7,"status":{"id":11}}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'Sendcloud-Signature': signature },
      proof: ['Sendcloud-Signature'],
      type: 'parcel_status_changed',
    };
  },

  /** @see https://docs.goshippo.com/docs/tracking/webhooksecurity/ */
  shippo() {
    const body = '{"event":"track_updated","data":{"carrier":"usps","tracking_number":"9205"}}';
    const timestamp = '1795435198';
    const signature = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'Shippo-Auth-Signature': `t=${timestamp},v1=${signature}` },
      proof: ['Shippo-Auth-Signature'],
      type: 'track_updated',
    };
  },
};
