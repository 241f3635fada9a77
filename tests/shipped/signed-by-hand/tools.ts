import { createHash, createHmac } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of developer tools, schedulers, forms and content. */
export const TOOLS: RequestsByHand = {
  /** @see https://airtable.com/developers/web/api/webhooks-overview */
  airtable() {
    const body = '{"base":{"id":"app1"},"webhook":{"id":"ach1"},"timestamp":"2026-11-23T11:59:59.000Z"}';
    const mac = createHmac('sha256', Buffer.from(SECRET, 'base64')).update(body).digest('hex');
    const headers = { 'X-Airtable-Content-MAC': `hmac-sha256=${mac}` };
    return { secret: SECRET, body, headers, proof: ['X-Airtable-Content-MAC'], type: 'changed' };
  },

  /** @see https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/ */
  bitbucket() {
    const body = '{"push":{"changes":[]},"repository":{"uuid":"{1}","full_name":"a/b"}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'X-Event-Key': 'repo:push', 'X-Request-UUID': '9d1c', 'X-Hub-Signature': `sha256=${signature}` },
      proof: ['X-Hub-Signature'],
      type: 'repo:push',
    };
  },

  /** @see https://developer.box.com/guides/webhooks/v2/signatures-v2/ */
  box() {
    const body =
      '{"type":"webhook_event","id":"1","created_at":"2026-11-23T11:59:59Z","trigger":"FILE.UPLOADED","source":{"id":"2"}}';
    const time = '2026-11-23T11:59:58-00:00';
    return {
      secret: SECRET,
      body,
      headers: {
        'BOX-SIGNATURE-PRIMARY': createHmac('sha256', SECRET).update(body).update(time).digest('base64'),
        'BOX-DELIVERY-TIMESTAMP': time,
        'BOX-SIGNATURE-VERSION': '1',
        'BOX-SIGNATURE-ALGORITHM': 'HmacSHA256',
      },
      proof: ['BOX-SIGNATURE-PRIMARY', 'BOX-DELIVERY-TIMESTAMP'],
      type: 'FILE.UPLOADED',
    };
  },

  /** @see https://cal.com/docs/developing/guides/automation/webhooks */
  calcom() {
    const body = '{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-11-23T11:59:59Z","payload":{"uid":"u1"}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-Cal-Signature-256': signature };
    return { secret: SECRET, body, headers, proof: ['X-Cal-Signature-256'], type: 'BOOKING_CREATED' };
  },

  /** @see https://developer.calendly.com/api-docs/4c305798a61d3-webhook-signatures */
  calendly() {
    const body =
      '{"event":"invitee.created","created_at":"2026-11-23T11:59:59Z","payload":{"uri":"https://api.calendly.com/i/1"}}';
    const time = '1795435190';
    const signature = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'Calendly-Webhook-Signature': `t=${time},v1=${signature}` },
      proof: ['Calendly-Webhook-Signature'],
      type: 'invitee.created',
    };
  },

  /** @see https://developers.figma.com/docs/rest-api/webhooks-security/ */
  figma() {
    return {
      secret: SECRET,
      body: `{"event_type":"FILE_UPDATE","passcode":"${SECRET}","timestamp":"2026-11-23T11:59:59Z","webhook_id":"22"}`,
      headers: {},
      proof: [],
      type: 'FILE_UPDATE',
      coversBody: false,
    };
  },

  /** @see https://dev.frontapp.com/docs/webhooks-1 */
  front() {
    const body =
      '{"type":"inbound_received","authorization":{"id":"cmp_1"},"payload":{"id":"evt_1","emitted_at":1795435199.5}}';
    const time = '1795435199123';
    const signature = createHmac('sha256', SECRET).update(`${time}:${body}`).digest('base64');
    return {
      secret: SECRET,
      body,
      headers: { 'X-Front-Signature': signature, 'X-Front-Request-Timestamp': time },
      proof: ['X-Front-Signature'],
      type: 'inbound_received',
    };
  },

  /** @see https://developers.asana.com/docs/webhooks-guide#security */
  asana() {
    const body =
      '{"events":[{"action":"added","created_at":"2026-11-23T11:59:59Z","resource":{"gid":"7","resource_type":"task"}}]}';
    const headers = { 'X-Hook-Signature': createHmac('sha256', SECRET).update(body).digest('hex') };
    return { secret: SECRET, body, headers, proof: ['X-Hook-Signature'], type: 'task.added' };
  },

  /** @see https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks */
  jira() {
    const body = '{"timestamp":1795435199000,"webhookEvent":"jira:issue_created","issue":{"id":"1","key":"A-1"}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-Hub-Signature': `sha256=${signature}` };
    return { secret: SECRET, body, headers, proof: ['X-Hub-Signature'], type: 'jira:issue_created' };
  },

  /** @see https://developer.monday.com/apps/docs/integration-authorization */
  monday() {
    const now = 1_795_435_200;
    const claims = { accountId: 1, userId: 2, aud: 'https://webhooks.example.com/hook', iat: now, exp: now + 300 };
    const parts = [{ alg: 'HS256', typ: 'JWT' }, claims];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return {
      secret: SECRET,
      body: '{"event":{"type":"create_pulse","triggerUuid":"1d0a","triggerTime":"2026-11-23T11:59:59Z","pulseId":7}}',
      headers: { Authorization: `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}` },
      proof: ['Authorization'],
      type: 'create_pulse',
      coversBody: false,
    };
  },

  /** @see https://docs.netlify.com/deploy/deploy-notifications/#payload-signature */
  netlify() {
    const body = '{"id":"d1","site_id":"s1","state":"ready","updated_at":"2026-11-23T11:59:59Z"}';
    const sha256 = createHash('sha256').update(body).digest('hex');
    const parts = [
      { alg: 'HS256', typ: 'JWT' },
      { iss: 'netlify', sha256 },
    ];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = createHmac('sha256', SECRET).update(signed).digest('base64url');
    return {
      secret: SECRET,
      body,
      headers: { 'X-Netlify-Event': 'deploy_created', 'X-Webhook-Signature': `${signed}.${signature}` },
      proof: ['X-Webhook-Signature'],
      type: 'deploy_created',
    };
  },

  /** @see https://developers.notion.com/reference/webhooks */
  notion() {
    const body =
      '{"id":"1","type":"page.created","timestamp":"2026-11-23T11:59:59Z","entity":{"id":"2","type":"page"}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-Notion-Signature': `sha256=${signature}` };
    return { secret: SECRET, body, headers, proof: ['X-Notion-Signature'], type: 'page.created' };
  },

  /** @see https://developer.pagerduty.com/docs/webhooks/webhook-signatures/ */
  pagerduty() {
    const body =
      '{"event":{"id":"01E","event_type":"incident.triggered","occurred_at":"2026-11-23T11:59:59Z","data":{}}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-PagerDuty-Signature': `v1=${signature}` };
    return { secret: SECRET, body, headers, proof: ['X-PagerDuty-Signature'], type: 'incident.triggered' };
  },

  /** @see https://github.com/sanity-io/webhook-toolkit */
  sanity() {
    const body = '{"_id":"post-1","_type":"post","title":"Cups"}';
    const time = '1795435199000';
    const signature = createHmac('sha256', SECRET).update(`${time}.${body}`).digest('base64url');
    return {
      secret: SECRET,
      body,
      headers: { 'sanity-operation': 'update', 'sanity-webhook-signature': `t=${time},v1=${signature}` },
      proof: ['sanity-webhook-signature'],
      type: 'post.update',
    };
  },

  /** @see https://docs.sentry.io/organization/integrations/integration-platform/webhooks/#verifying-the-signature */
  sentry() {
    const body =
      '{"action":"created","installation":{"uuid":"a8e5"},"data":{"issue":{"id":"6","status":"unresolved"}}}';
    return {
      secret: SECRET,
      body,
      headers: {
        'Sentry-Hook-Resource': 'issue',
        'Sentry-Hook-Signature': createHmac('sha256', SECRET).update(body).digest('hex'),
      },
      proof: ['Sentry-Hook-Signature'],
      type: 'issue.created',
    };
  },

  /** @see https://dev.twitch.tv/docs/eventsub/handling-webhook-events/#verifying-the-event-message */
  twitch() {
    const body =
      '{"subscription":{"id":"1","type":"stream.offline","condition":{}},"event":{"broadcaster_user_id":"7"}}';
    const [id, time] = ['e76c6bd4', '2026-11-23T11:59:59.123456789Z'];
    const signature = createHmac('sha256', SECRET).update(id).update(time).update(body).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: {
        'Twitch-Eventsub-Message-Id': id,
        'Twitch-Eventsub-Message-Timestamp': time,
        'Twitch-Eventsub-Message-Signature': `sha256=${signature}`,
      },
      proof: ['Twitch-Eventsub-Message-Id', 'Twitch-Eventsub-Message-Timestamp', 'Twitch-Eventsub-Message-Signature'],
      type: 'stream.offline',
    };
  },

  /** @see https://www.typeform.com/developers/webhooks/secure-your-webhooks/ */
  typeform() {
    const body =
      '{"event_id":"01H","event_type":"form_response","form_response":{"form_id":"f1","token":"t1","answers":[]}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('base64');
    const headers = { 'Typeform-Signature': `sha256=${signature}` };
    return { secret: SECRET, body, headers, proof: ['Typeform-Signature'], type: 'form_response' };
  },

  /** @see https://vercel.com/docs/webhooks/webhooks-api#securing-webhooks */
  vercel() {
    const body =
      '{"id":"uev_1","type":"deployment.ready","createdAt":1795435199000,"payload":{"deployment":{"id":"dpl_1"}}}';
    const signature = createHmac('sha1', SECRET).update(body).digest('hex');
    return {
      secret: SECRET,
      body,
      headers: { 'x-vercel-signature': signature },
      proof: ['x-vercel-signature'],
      type: 'deployment.ready',
    };
  },
};
