import { createHmac } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of providers of payments, signed by hand. */
export const PAYMENTS: RequestsByHand = {
  /** @see https://www.revenuecat.com/docs/integrations/webhooks */
  revenuecat() {
    const body = '{"event":{"id":"e1","type":"RENEWAL","event_timestamp_ms":1795435199000,"app_user_id":"u1"}}';
    const signature = createHmac('sha256', SECRET).update(`1795435199.${body}`).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'X-RevenueCat-Webhook-Signature': `t=1795435199,v1=${signature}` },
      proof: [],
      type: 'RENEWAL',
    };
  },
};
