import { describe, expect, it } from 'vitest';
import { durableSaga, hours, minutes } from 'integration-service';
import { SendgridEvent } from 'integration-service/sendgrid';
import { sendgrid } from 'integration-service/sendgrid/integration';
import { sendgridSamples } from 'integration-service/sendgrid/samples';
import { given, inAnyOrder, sampleEvent, type SampleOptions } from 'integration-service/testing';
import { PauseCampaign, pauseCampaign } from '../shared/campaign-pauses.ts';
import { countThenPause } from '../shared/count-then-pause.ts';
import { bounceStorm } from './bounce-storm.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
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

async function fromSendgrid(options: SampleOptions) {
  return SendgridEvent.revive(await sampleEvent(sendgrid, sendgridSamples, 'bounce', options));
}
