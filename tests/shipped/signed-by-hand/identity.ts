import { createHmac } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of providers of identities and their checks, signed by hand. */
export const IDENTITY: RequestsByHand = {
  /** @see https://documentation.onfido.com/api/latest/#webhook-security */
  onfido() {
    const body =
      '{"payload":{"resource_type":"check","action":"check.completed","object":{"id":"c1","status":"complete"}}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'X-SHA2-Signature': signature },
      proof: ['X-SHA2-Signature'],
      type: 'check.completed',
    };
  },

  /** @see https://docs.withpersona.com/webhooks-best-practices */
  persona() {
    const body = '{"data":{"id":"evt_1","attributes":{"name":"inquiry.created","payload":{"data":{"id":"inq_1"}}}}}';
    const timestamp = '1795435198';
    const signature = createHmac('sha256', SECRET).update(`${timestamp}.${body}`).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'Persona-Signature': `t=${timestamp},v1=${signature}` },
      proof: ['Persona-Signature'],
      type: 'inquiry.created',
    };
  },

  /** @see https://docs.svix.com/receiving/verifying-payloads/how-manual */
  stytch() {
    const body = '{"event_id":"e1","source":"DIRECT","object_type":"user","action":"DELETE","id":"u1"}';
    const timestamp = '1795435198';
    const key = Buffer.from(SECRET, 'base64');
    const signature = createHmac('sha256', key).update(`msg_1.${timestamp}.${body}`).digest('base64');
    return {
      secret: `whsec_${SECRET}`,
      body,
      headers: { 'svix-id': 'msg_1', 'svix-timestamp': timestamp, 'svix-signature': `v1,${signature}` },
      proof: ['svix-id', 'svix-timestamp', 'svix-signature'],
      type: 'direct.user.delete',
    };
  },
  /** @see https://supabase.com/docs/guides/database/webhooks */
  supabase() {
    return {
      secret: SECRET,
      body: '{"type":"INSERT","table":"orders","schema":"public","record":{"id":1},"old_record":null}',
      headers: { Authorization: `Bearer ${SECRET}` },
      proof: [],
      type: 'public.orders.INSERT',
      coversBody: false,
    };
  },
};
