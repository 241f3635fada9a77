import { expect, it } from 'vitest';
import { increment, recordTask } from 'integration-service';
import { SendgridEvent } from 'integration-service/sendgrid';
import { sendgrid } from 'integration-service/sendgrid/integration';
import { sendgridSamples } from 'integration-service/sendgrid/samples';
import { handleEvents, sampleEvents } from 'integration-service/testing';

const countMail = recordTask(SendgridEvent, ({ event }, records) => {
  records.update('mail', event.event, increment({ count: 1 }));
});

it('each event of a batch is handled by itself', async () => {
  const edit = (body: string) => {
    const [event]: object[] = JSON.parse(body);
    return JSON.stringify(['a', 'b'].map((id) => ({ ...event, sg_event_id: id })));
  };
  const envelopes = await sampleEvents(sendgrid, sendgridSamples, 'delivered', { edit });
  const events = envelopes.map((envelope) => SendgridEvent.revive(envelope));
  const store = await handleEvents({ tasks: { countMail } }, events);
  expect(await store.list('mail', { limit: 2 })).toMatchObject([{ id: 'delivered', data: { count: 2 } }]);
});
