import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of providers of messages, signed by hand. */
export const COMMUNICATION: RequestsByHand = {
  /** @see https://docs.bird.com/api/notifications-api/api-reference/webhook-subscriptions/verifying-a-webhook-subscription */
  bird() {
    const body = '{"event":"sms.outbound","payload":{"id":"m1","channelId":"c1","status":"sent"}}';
    const timestamp = '1795435198';
    const signature = createHmac('sha256', SECRET)
      .update(`${timestamp}\nhttps://webhooks.example.com/hook\n`)
      .update(createHash('sha256').update(body).digest())
      .digest('base64');
    return {
      secret: SECRET,
      body,
      headers: { 'messagebird-request-timestamp': timestamp, 'messagebird-signature': signature },
      proof: ['messagebird-request-timestamp', 'messagebird-signature'],
      type: 'sms.outbound',
    };
  },

  /** @see https://developers.brevo.com/docs/username-and-password-authentication */
  brevo() {
    return {
      secret: SECRET,
      body: '{"event":"delivered","email":"ada@example.com","message-id":"<m1@shop.example>","ts_event":1795435198}',
      headers: { Authorization: `Bearer ${SECRET}` },
      proof: ['Authorization'],
      type: 'delivered',
      coversBody: false,
    };
  },

  /** @see https://docs.customer.io/messaging/webhooks/#securely-verify-requests */
  customerio() {
    const body =
      '{"event_id":"e1","object_type":"email","metric":"sent","timestamp":1795435198,"data":{"delivery_id":"d1"}}';
    const timestamp = '1795435198';
    const signature = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'X-CIO-Signature': signature, 'X-CIO-Timestamp': timestamp },
      proof: ['X-CIO-Signature', 'X-CIO-Timestamp'],
      type: 'email.sent',
    };
  },

  /** @see https://developers.docusign.com/platform/webhooks/connect/hmac/ */
  docusign() {
    const body =
      '{"event":"envelope-sent","data":{"envelopeId":"e1"},"generatedDateTime":"2026-11-23T11:59:58.0000000Z"}';
    const signature = createHmac('sha256', SECRET).update(body).digest('base64');
    return {
      secret: SECRET,
      body,
      headers: { 'X-DocuSign-Signature-1': signature },
      proof: ['X-DocuSign-Signature-1'],
      type: 'envelope-sent',
    };
  },

  /** @see https://developers.hellosign.com/docs/events/walkthrough/ */
  dropboxSign() {
    const hash = createHmac('sha256', SECRET).update('1795435198signature_request_sent').digest('hex');
    const json = `{"event":{"event_type":"signature_request_sent","event_time":"1795435198","event_hash":"${hash}"}}`;
    return {
      secret: SECRET,
      body: `--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n${json}\r\n--b--\r\n`,
      headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
      proof: [],
      type: 'signature_request_sent',
      coversBody: false,
    };
  },

  /** @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks */
  klaviyo() {
    const body =
      '{"data":[{"topic":"event:klaviyo.sent_sms","external_id":"e1"}],"meta":{"timestamp":"2026-11-23T11:59:58+00:00"}}';
    const timestamp = 'Mon, 23 Nov 2026 11:59:58 GMT';
    const signature = createHmac('sha256', SECRET).update(body).update(timestamp).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'Klaviyo-Signature': signature, 'Klaviyo-Timestamp': timestamp },
      proof: ['Klaviyo-Signature', 'Klaviyo-Timestamp'],
      type: 'event:klaviyo.sent_sms',
    };
  },

  /** @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
  line() {
    const body =
      '{"destination":"U1","events":[{"type":"unfollow","mode":"active","timestamp":1795435198000,"webhookEventId":"01"}]}';
    const signature = createHmac('sha256', SECRET).update(body).digest('base64');
    return {
      secret: SECRET,
      body,
      headers: { 'x-line-signature': signature },
      proof: ['x-line-signature'],
      type: 'unfollow',
    };
  },

  /** @see https://mandrill.zendesk.com/hc/en-us/articles/205583257-How-to-Authenticate-Webhook-Requests */
  mandrill() {
    const events = '[{"event":"send","_id":"m1","ts":1795435198,"msg":{"_id":"m1","email":"ada@example.com"}}]';
    const signature = createHmac('sha1', SECRET).update(`https://webhooks.example.com/hookmandrill_events${events}`);
    return {
      secret: SECRET,
      body: `mandrill_events=${encodeURIComponent(events)}`,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-Mandrill-Signature': signature.digest('base64'),
      },
      proof: ['X-Mandrill-Signature'],
      type: 'send',
    };
  },

  /** @see https://www.plivo.com/docs/voice/concepts/signature-validation */
  plivo() {
    const nonce = '31415926535897932384';
    const signed = `https://webhooks.example.com/hook?CallUUIDc1EventRing.${nonce}`;
    return {
      secret: SECRET,
      body: 'Event=Ring&CallUUID=c1',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-Plivo-Signature-V3': createHmac('sha256', SECRET).update(signed).digest('base64'),
        'X-Plivo-Signature-V3-Nonce': nonce,
      },
      proof: ['X-Plivo-Signature-V3', 'X-Plivo-Signature-V3-Nonce'],
      type: 'call.ring',
    };
  },

  /** @see https://developers.messagebird.com/api/#verifying-http-requests */
  messagebird() {
    const body = '{"type":"message.created","conversation":{"id":"c1"},"message":{"id":"m1"}}';
    const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      iss: 'MessageBird',
      nbf: 1_795_435_198,
      exp: 1_795_435_258,
      jti: 'j1',
      url_hash: hashOf('https://webhooks.example.com/hook'),
      payload_hash: hashOf(body),
    };
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    const token = `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
    return {
      secret: SECRET,
      body,
      headers: { 'MessageBird-Signature-JWT': token },
      proof: ['MessageBird-Signature-JWT'],
      type: 'message.created',
    };
  },

  /** @see https://core.telegram.org/bots/api#setwebhook */
  telegram() {
    const secret = 'Chosen_1-secret-token';
    return {
      secret,
      body: '{"update_id":7,"message":{"message_id":1,"date":1795435198,"chat":{"id":9,"type":"private"},"text":"/start"}}',
      headers: { 'X-Telegram-Bot-Api-Secret-Token': secret },
      proof: ['X-Telegram-Bot-Api-Secret-Token'],
      type: 'message',
      coversBody: false,
    };
  },

  /** @see https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks */
  telnyx() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const body = '{"data":{"id":"e1","event_type":"message.sent","occurred_at":"2026-11-23T11:59:58Z","payload":{}}}';
    const timestamp = '1795435198';
    return {
      // The key itself, without the header of its encoding.
      secret: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
      body,
      headers: {
        'telnyx-signature-ed25519': sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64'),
        'telnyx-timestamp': timestamp,
      },
      proof: ['telnyx-signature-ed25519', 'telnyx-timestamp'],
      type: 'message.sent',
    };
  },
  /** @see https://developer.vonage.com/en/getting-started/concepts/webhooks#validating-signed-webhooks */
  vonage() {
    const body = '{"message_uuid":"m1","status":"delivered","channel":"sms","timestamp":"2026-11-23T11:59:58Z"}';
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: 'Vonage', iat: 1_795_435_198, payload_hash: createHash('sha256').update(body).digest('hex') };
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    const token = `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
    return {
      secret: SECRET,
      body,
      headers: { Authorization: `Bearer ${token}` },
      proof: ['Authorization'],
      type: 'message.status',
    };
  },

  /** @see https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events */
  zoom() {
    const body =
      '{"event":"meeting.ended","event_ts":1795435198000,"payload":{"account_id":"a1","object":{"uuid":"u1"}}}';
    const timestamp = '1795435198';
    const signature = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'x-zm-request-timestamp': timestamp, 'x-zm-signature': `v0=${signature}` },
      proof: ['x-zm-request-timestamp', 'x-zm-signature'],
      type: 'meeting.ended',
    };
  },
};
