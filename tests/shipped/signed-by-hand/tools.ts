import { createHash, createHmac } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of developer tools, schedulers, forms and content. */
export const TOOLS: RequestsByHand = {
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

  /** @see https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks */
  jira() {
    const body = '{"timestamp":1795435199000,"webhookEvent":"jira:issue_created","issue":{"id":"1","key":"A-1"}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-Hub-Signature': `sha256=${signature}` };
    return { secret: SECRET, body, headers, proof: ['X-Hub-Signature'], type: 'jira:issue_created' };
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

  /** @see https://developer.pagerduty.com/docs/webhooks/webhook-signatures/ */
  pagerduty() {
    const body =
      '{"event":{"id":"01E","event_type":"incident.triggered","occurred_at":"2026-11-23T11:59:59Z","data":{}}}';
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'X-PagerDuty-Signature': `v1=${signature}` };
    return { secret: SECRET, body, headers, proof: ['X-PagerDuty-Signature'], type: 'incident.triggered' };
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
