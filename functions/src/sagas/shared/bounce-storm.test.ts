import { describe, expect, it } from 'vitest';
import { durableSaga, hours, minutes, type IntegrationEvent } from 'integration-service';
import { BrevoEvent } from 'integration-service/brevo';
import { brevo } from 'integration-service/brevo/integration';
import { brevoSamples } from 'integration-service/brevo/samples';
import { CustomerioEvent } from 'integration-service/customerio';
import { customerio } from 'integration-service/customerio/integration';
import { customerioSamples } from 'integration-service/customerio/samples';
import { KlaviyoEvent } from 'integration-service/klaviyo';
import { klaviyo } from 'integration-service/klaviyo/integration';
import { klaviyoSamples } from 'integration-service/klaviyo/samples';
import { MailgunEvent } from 'integration-service/mailgun';
import { mailgun } from 'integration-service/mailgun/integration';
import { mailgunSamples } from 'integration-service/mailgun/samples';
import { MandrillEvent } from 'integration-service/mandrill';
import { mandrill } from 'integration-service/mandrill/integration';
import { mandrillSamples } from 'integration-service/mandrill/samples';
import { PostmarkEvent } from 'integration-service/postmark';
import { postmark } from 'integration-service/postmark/integration';
import { postmarkSamples } from 'integration-service/postmark/samples';
import { ResendEvent } from 'integration-service/resend';
import { resend } from 'integration-service/resend/integration';
import { resendSamples } from 'integration-service/resend/samples';
import { SendgridEvent } from 'integration-service/sendgrid';
import { sendgrid } from 'integration-service/sendgrid/integration';
import { sendgridSamples } from 'integration-service/sendgrid/samples';
import { given, inAnyOrder, sampleEvent, type SampleOptions } from 'integration-service/testing';
import { bounceStorm } from './bounce-storm.ts';
import { PauseCampaign, pauseCampaign } from './campaign-pauses.ts';
import { countThenPause } from './count-then-pause.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
/** Where Klaviyo describes the metric. */
const KLAVIYO = '/data/0/payload/data/attributes/event_properties';
const BOUNCE = { provider: 'sendgrid', campaign: 'spring-sale' } as const;

/** A story of bounces, each some time after the one before. @param first Milliseconds until the first. */
function bounces(count: number, apart: number, story = given(bounceStorm), first = 0) {
  let moment = story.at(first).fact('bounced', BOUNCE);
  for (let n = 1; n < count; n++) moment = moment.at(first + n * apart).fact('bounced', BOUNCE);
  return moment;
}

const pause = (first: number, last: number) => new PauseCampaign(BOUNCE, [NOON + first, NOON + last]);

describe('a campaign', () => {
  it('is paused once ten of its mails have bounced within an hour', () => {
    bounces(9, minutes(6)).thenNothing();
    bounces(10, minutes(6)).then(pause(0, minutes(54)));
  });

  it('whose mails bounce slowly is not paused', () => {
    bounces(40, minutes(7)).thenNothing();
  });

  it('is paused by the last ten of them, whatever was before', () => {
    const slow = bounces(5, minutes(30));
    bounces(9, minutes(1), slow, hours(2.5)).then(pause(hours(2), hours(2.5) + minutes(8)));
  });

  it('is paused once, however many bounce then', () => {
    bounces(30, minutes(1)).then(PauseCampaign).at(minutes(89)).thenNothing().isComplete();
  });

  it('is paused again only after an hour without a bounce', () => {
    const storm = bounces(20, minutes(1)).then(PauseCampaign);
    const restless = bounces(20, minutes(3), storm, minutes(78)).thenNothing();
    const quiet = restless
      .at(minutes(135) + hours(1))
      .thenNothing()
      .isComplete();
    bounces(10, minutes(1), quiet, hours(5)).then(pause(hours(5), hours(5) + minutes(9)));
  });

  it('keeps its count over many bounces, of which it forgets the old ones', () => {
    const trickle = bounces(1_200, minutes(10)).thenNothing();
    const next = minutes(10 * 1_200);
    // With five that come quickly, the last ten are within 54 minutes.
    const quick = bounces(4, minutes(1), trickle, next).thenNothing();
    quick
      .at(next + minutes(4))
      .fact('bounced', BOUNCE)
      .then(PauseCampaign);
    const storm = bounces(1_200, minutes(1)).then(PauseCampaign);
    storm
      .at(minutes(1_199) + hours(1))
      .thenNothing()
      .isComplete();
  });
});

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
    given(bounceStorm).skips(await make({ fields: fields ?? {} }));
  });
});

it('in any order, a storm leaves one pause of its campaign', async () => {
  const storm = durableSaga(bounceStorm.sources, countThenPause(3), { again: true });
  const ids = ['a', 'b', 'c', 'd'];
  const events = [
    ...(await Promise.all(ids.map((id) => fromSendgrid({ id })))),
    await fromSendgrid({ id: 'e', fields: { '/0/category': 'newsletter' } }),
  ];
  const records = await inAnyOrder({ durable: { storm }, handlers: [pauseCampaign] }, events, { passing: hours(3) });
  expect(records).toEqual({
    'campaignPauses/sendgrid:spring-sale': {
      ...BOUNCE,
      pausedAt: '2026-11-23T12:00:00.002Z',
      firstBounceAt: '2026-11-23T12:00:00.000Z',
      storms: 1,
    },
  });
});

/** One bounce is enough for a pause here. */
function expectPause(event: IntegrationEvent, campaign: string): void {
  given(durableSaga(bounceStorm.sources, countThenPause(1)))
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
