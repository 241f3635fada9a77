import { describe, it } from 'vitest';
import { BrevoEvent } from '../../functions/src/integrations/brevo/event.ts';
import { brevo } from '../../functions/src/integrations/brevo/index.ts';
import { brevoSamples } from '../../functions/src/integrations/brevo/samples.ts';
import { CustomerioEvent } from '../../functions/src/integrations/customerio/event.ts';
import { customerio } from '../../functions/src/integrations/customerio/index.ts';
import { customerioSamples } from '../../functions/src/integrations/customerio/samples.ts';
import { KlaviyoEvent } from '../../functions/src/integrations/klaviyo/event.ts';
import { klaviyo } from '../../functions/src/integrations/klaviyo/index.ts';
import { klaviyoSamples } from '../../functions/src/integrations/klaviyo/samples.ts';
import { MailgunEvent } from '../../functions/src/integrations/mailgun/event.ts';
import { mailgun } from '../../functions/src/integrations/mailgun/index.ts';
import { mailgunSamples } from '../../functions/src/integrations/mailgun/samples.ts';
import { MandrillEvent } from '../../functions/src/integrations/mandrill/event.ts';
import { mandrill } from '../../functions/src/integrations/mandrill/index.ts';
import { mandrillSamples } from '../../functions/src/integrations/mandrill/samples.ts';
import { PostmarkEvent } from '../../functions/src/integrations/postmark/event.ts';
import { postmark } from '../../functions/src/integrations/postmark/index.ts';
import { postmarkSamples } from '../../functions/src/integrations/postmark/samples.ts';
import { ResendEvent } from '../../functions/src/integrations/resend/event.ts';
import { resend } from '../../functions/src/integrations/resend/index.ts';
import { resendSamples } from '../../functions/src/integrations/resend/samples.ts';
import { SendgridEvent } from '../../functions/src/integrations/sendgrid/event.ts';
import { sendgrid } from '../../functions/src/integrations/sendgrid/index.ts';
import { sendgridSamples } from '../../functions/src/integrations/sendgrid/samples.ts';
import { brevoBounceStorm } from '../../functions/src/sagas/brevo/bounce-storm.ts';
import { customerioBounceStorm } from '../../functions/src/sagas/customerio/bounce-storm.ts';
import { klaviyoBounceStorm } from '../../functions/src/sagas/klaviyo/bounce-storm.ts';
import { mailgunBounceStorm } from '../../functions/src/sagas/mailgun/bounce-storm.ts';
import { mandrillBounceStorm } from '../../functions/src/sagas/mandrill/bounce-storm.ts';
import { postmarkBounceStorm } from '../../functions/src/sagas/postmark/bounce-storm.ts';
import { resendBounceStorm } from '../../functions/src/sagas/resend/bounce-storm.ts';
import { bounceStorm } from '../../functions/src/sagas/sendgrid/bounce-storm.ts';
import { PauseCampaign } from '../../functions/src/sagas/shared/campaign-pauses.ts';
import { countThenPause } from '../../functions/src/sagas/shared/count-then-pause.ts';
import { durableSaga } from '../../functions/src/core/durable/durable-saga.ts';
import type { IntegrationEvent } from '../../functions/src/core/event/integration-event.ts';
import { given } from '../../functions/src/testing/given.ts';
import { sampleEvent, type SampleOptions } from '../../functions/src/testing/sample-events.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
/** Where Klaviyo describes the metric. */
const KLAVIYO = '/data/0/payload/data/attributes/event_properties';

const STORMS = new Map(
  Object.entries({
    brevo: brevoBounceStorm,
    customerio: customerioBounceStorm,
    klaviyo: klaviyoBounceStorm,
    mailgun: mailgunBounceStorm,
    mandrill: mandrillBounceStorm,
    postmark: postmarkBounceStorm,
    resend: resendBounceStorm,
    sendgrid: bounceStorm,
  }),
);

describe('a bounce belongs to', () => {
  it.each<[string, (options: SampleOptions) => Promise<IntegrationEvent>, SampleOptions['fields'], string]>([
    ['a category at SendGrid', fromSendgrid, {}, 'spring-sale'],
    ['a single send at SendGrid', fromSendgrid, { '/0/singlesend_id': 'ss_1' }, 'ss_1'],
    ['a category that is not in a list', fromSendgrid, { '/0/category': 'alerts' }, 'alerts'],
    ['a sender at Resend', fromResend, {}, 'hello@example.com'],
    ['a sender without a name', fromResend, { '/data/from': 'hello@example.com' }, 'hello@example.com'],
    ['a tag at Resend', fromResend, { '/data/tags': { campaign: 'spring' } }, 'spring'],
    ['a broadcast at Resend', fromResend, { '/data/broadcast_id': 'bc_1' }, 'bc_1'],
    ['a tag at Postmark', fromPostmark, {}, 'order-confirmation'],
    ['a stream at Postmark', fromPostmark, { '/Tag': null }, 'outbound'],
    ['a tag at Mailgun', fromMailgun, {}, 'order-confirmation'],
    ['a domain at Mailgun', fromMailgun, { '/event-data/tags': [] }, 'mail.shop.example'],
    ['a tag at Mandrill', fromMandrill, {}, 'receipt'],
    ['a tag at Brevo', fromBrevo, {}, 'receipt'],
    ['a template at Brevo', fromBrevo, { '/tags': [] }, 'template:22'],
    ['a campaign at Customer.io', fromCustomerio, {}, 'campaign:23'],
    ['a newsletter at Customer.io', fromCustomerio, { '/data/newsletter_id': 23 }, 'newsletter:23'],
    ['a campaign at Klaviyo', fromKlaviyo, {}, 'Spring'],
    ['a flow at Klaviyo', fromKlaviyo, { [`${KLAVIYO}/Campaign Name`]: '', [`${KLAVIYO}/$flow`]: 'Xy1' }, 'Xy1'],
  ])('%s', async (_what, make, fields, campaign) => {
    expectPause(await make({ fields: fields ?? {} }), campaign);
  });

  it.each([
    ['a template', 'tags%22%3A%5B%5D%2C%22template%22%3A%22welcome%22', 'welcome'],
    ['a sender', 'tags%22%3A%5B%5D', 'orders@shop.example'],
  ])('%s at Mandrill', async (_what, fields, campaign) => {
    const edit = (form: string) => form.replace('tags%22%3A%5B%22receipt%22%5D', fields);
    expectPause(await fromMandrill({ edit }), campaign);
  });

  it.each<[string, (options: SampleOptions) => Promise<IntegrationEvent>, SampleOptions['fields']]>([
    ['no campaign', fromSendgrid, { '/0/category': undefined }],
    ['a refused message whose address is valid', fromSendgrid, { '/0/type': 'blocked' }],
    ['a message that Resend tries again', fromResend, { '/data/bounce/type': 'Transient' }],
    ['a message that Postmark tries again', fromPostmark, { '/Type': 'Transient' }],
    ['a message that Mailgun tries again', fromMailgun, { '/event-data/severity': 'temporary' }],
    ['a message that Mailgun did not send', fromMailgun, { '/event-data/reason': 'suppress-bounce' }],
    ['a message that Klaviyo tries again', fromKlaviyo, { [`${KLAVIYO}/Bounce Type`]: 'Soft' }],
    ['nothing that has a campaign at Klaviyo', fromKlaviyo, { '/data/0/payload': null }],
  ])('nothing: %s', async (_what, make, fields) => {
    const event = await make({ fields: fields ?? {} });
    given(stormOf(event)).skips(event);
  });
});

/** The saga that counts the bounces of the event's provider. */
function stormOf({ envelope: { provider } }: IntegrationEvent) {
  const storm = STORMS.get(provider);
  if (storm === undefined) throw new Error(`No saga counts the bounces of ${provider}.`);
  return storm;
}

/** One bounce is enough for a pause here. */
function expectPause(event: IntegrationEvent, campaign: string): void {
  given(durableSaga(stormOf(event).sources, countThenPause(1)))
    .event(event)
    .then(new PauseCampaign({ provider: event.envelope.provider, campaign }, [NOON, NOON]));
}

async function fromSendgrid(options: SampleOptions) {
  return SendgridEvent.revive(await sampleEvent(sendgrid, sendgridSamples, 'bounce', options));
}

async function fromResend(options: SampleOptions) {
  return ResendEvent.revive(await sampleEvent(resend, resendSamples, 'email.bounced', options));
}

async function fromPostmark(options: SampleOptions) {
  return PostmarkEvent.revive(await sampleEvent(postmark, postmarkSamples, 'Bounce', options));
}

async function fromMailgun(options: SampleOptions) {
  return MailgunEvent.revive(await sampleEvent(mailgun, mailgunSamples, 'failed', options));
}

async function fromMandrill(options: SampleOptions) {
  return MandrillEvent.revive(await sampleEvent(mandrill, mandrillSamples, 'hard_bounce', options));
}

async function fromBrevo(options: SampleOptions) {
  return BrevoEvent.revive(await sampleEvent(brevo, brevoSamples, 'hard_bounce', options));
}

async function fromCustomerio(options: SampleOptions) {
  return CustomerioEvent.revive(await sampleEvent(customerio, customerioSamples, 'email.bounced', options));
}

async function fromKlaviyo(options: SampleOptions) {
  return KlaviyoEvent.revive(await sampleEvent(klaviyo, klaviyoSamples, 'event:klaviyo.bounced_email', options));
}
