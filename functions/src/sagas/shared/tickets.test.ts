import { describe, expect, it } from 'vitest';
import type { IntegrationEvent } from 'integration-service';
import { IntercomEvent } from 'integration-service/intercom';
import { intercom } from 'integration-service/intercom/integration';
import { intercomSamples } from 'integration-service/intercom/samples';
import { LinearEvent } from 'integration-service/linear';
import { linear } from 'integration-service/linear/integration';
import { linearSamples } from 'integration-service/linear/samples';
import { handleEvents, inAnyOrder, sampleEvent } from 'integration-service/testing';
import { ZendeskEvent } from 'integration-service/zendesk';
import { zendesk } from 'integration-service/zendesk/integration';
import { zendeskSamples } from 'integration-service/zendesk/samples';
import { conversationDeletions, tickets as fromIntercom } from '../intercom/tickets.ts';
import { tickets as fromLinear } from '../linear/tickets.ts';
import { tickets as fromZendesk } from '../zendesk/tickets.ts';
import { assigneeOf, updateTicket } from './tickets.ts';

const logic = { sagas: { conversationDeletions, fromIntercom, fromLinear, fromZendesk }, handlers: [updateTicket] };

interface Told {
  readonly second?: number;
  readonly edit?: (body: string) => string;
}

let events = 0;

/** All events are about the same ticket; each has its own id, which Linear derives by itself. */
function optionsOf({ second = 0, edit = (body) => body }: Told) {
  events++;
  const own = (body: string) => body.replace(/"id":"(notif_|cbe4028c-7239-495d-b020-)1"/, `"id":"$1${events}"`);
  return { now: new Date(Date.UTC(2026, 10, 23, 12, 0, second)), edit: (body: string) => edit(own(body)) };
}

async function linearEvent(type: string, told: Told = {}) {
  return LinearEvent.revive(await sampleEvent(linear, linearSamples, type, optionsOf(told)));
}

async function intercomEvent(type: string, told: Told = {}) {
  return IntercomEvent.revive(await sampleEvent(intercom, intercomSamples, type, optionsOf(told)));
}

async function zendeskEvent(type: string, told: Told = {}) {
  const envelope = await sampleEvent(zendesk, zendeskSamples, `zen:event-type:ticket.${type}`, optionsOf(told));
  return ZendeskEvent.revive(envelope);
}

/** A body in which one field holds another object. */
function withFields(body: string, field: string, change: (value: Record<string, unknown>) => object): string {
  const parsed = JSON.parse(body);
  return JSON.stringify({ ...parsed, [field]: change(parsed[field]) });
}

/** The one ticket that the events lead to. */
async function ticketAfter(...events: readonly IntegrationEvent[]) {
  const store = await handleEvents(logic, events);
  const records = await store.list('tickets', { limit: 10 });
  expect(records).toHaveLength(1);
  return records[0];
}

async function ticketInAnyOrder(...events: readonly IntegrationEvent[]) {
  const [data, ...others] = Object.values(await inAnyOrder(logic, events));
  expect(others).toEqual([]);
  return data;
}

describe('a Linear issue', () => {
  it('is recorded as a ticket, closed once its state is final', async () => {
    const record = await ticketAfter(
      await linearEvent('Issue.create'),
      await linearEvent('Issue.update', { second: 5 }),
    );
    expect(record).toMatchObject({
      id: 'linear:539068e2-ae88-4d09-bd75-1',
      data: {
        provider: 'linear',
        source: '//linear.app/7f9c7a0e-3c4c-4f7a-9a1c-5b1c0d7f4a11',
        reference: 'ENG-123',
        title: 'Saving fails on Tuesdays',
        status: 'closed',
        providerStatus: 'Done',
        priority: 'High',
        url: 'https://linear.app/acme/issue/ENG-123',
      },
    });
  });

  it('stays deleted, without its content, if an older event arrives late', async () => {
    const removed = await linearEvent('Issue.remove', { second: 5 });
    expect((await ticketAfter(removed, await linearEvent('Issue.update')))?.data).toMatchObject({
      status: 'deleted',
      title: null,
    });
  });

  it('that is removed by an event with only its id is deleted', async () => {
    const onlyId = (body: string) => withFields(body, 'data', ({ id }) => ({ id }));
    const [updated, removed] = [
      await linearEvent('Issue.update'),
      await linearEvent('Issue.remove', { second: 5, edit: onlyId }),
    ];
    expect(await ticketInAnyOrder(updated, removed)).toMatchObject({
      status: 'deleted',
      title: null,
      providerStatus: null,
    });
  });

  it.each(['Issue.remove', 'Issue.update'])(
    'that was archived (%s) is closed and keeps its content, because nobody deleted it',
    async (type) => {
      const archived = (body: string) =>
        withFields(body, 'data', (data) => ({ ...data, archivedAt: '2026-11-23T12:00:00.000Z', trashed: null }));
      expect((await ticketAfter(await linearEvent(type, { edit: archived })))?.data).toMatchObject({
        status: 'closed',
        title: 'Saving fails on Tuesdays',
      });
    },
  );

  it.each(['Issue.remove', 'Issue.update'])('in the trash (%s) is deleted, until it is restored', async (type) => {
    const trashed = (body: string) =>
      withFields(body, 'data', (data) => ({ ...data, archivedAt: '2026-11-23T12:00:00.000Z', trashed: true }));
    const deleted = await linearEvent(type, { edit: trashed });
    const asRestoration = (body: string) => body.replace('"action":"update"', '"action":"restore"');
    const restored = await linearEvent('Issue.update', { second: 9, edit: asRestoration });
    expect(restored.envelope.eventtype).toBe('Issue.restore');
    expect((await ticketAfter(deleted))?.data).toMatchObject({ status: 'deleted', title: null });
    expect(await ticketInAnyOrder(deleted, restored)).toMatchObject({ status: 'closed', providerStatus: 'Done' });
  });

  it('that the event says nothing about stays unchanged', async () => {
    const blank = (body: string) => withFields(body, 'data', () => ({ foo: 'bar' }));
    const stateless = (body: string) => withFields(body, 'data', (data) => ({ ...data, state: undefined }));
    const events = [
      await linearEvent('Issue.create', { edit: blank }),
      await linearEvent('Issue.update', { edit: stateless }),
    ];
    expect(await (await handleEvents(logic, events)).list('tickets', { limit: 1 })).toEqual([]);
  });

  it('is deleted even if a change has the same time, whichever arrives first', async () => {
    const both = [await linearEvent('Issue.remove'), await linearEvent('Issue.update')];
    expect(await ticketInAnyOrder(...both)).toMatchObject({ status: 'deleted' });
  });
});

describe('an Intercom conversation', () => {
  it('is recorded as a ticket, with its subject as plain text', async () => {
    const record = await ticketAfter(await intercomEvent('conversation.user.created'));
    expect(record).toMatchObject({
      id: 'intercom:conversation-1',
      data: { title: 'Where is my order?', status: 'open', assignee: null, source: '//intercom.com/a86dr8yl' },
    });
  });

  it('keeps as assignee whoever answered and closed it', async () => {
    const closed = await intercomEvent('conversation.admin.closed', { second: 9 });
    expect((await ticketAfter(closed, await intercomEvent('conversation.user.created')))?.data).toMatchObject({
      status: 'closed',
      assignee: '814860',
    });
  });

  it('that was deleted keeps none of its content, whichever event arrives first', async () => {
    const [closed, deleted] = [
      await intercomEvent('conversation.admin.closed', { second: 9 }),
      await intercomEvent('conversation.deleted', { second: 9 }),
    ];
    expect(await ticketInAnyOrder(closed, deleted)).toMatchObject({
      status: 'deleted',
      title: null,
      assignee: null,
      source: '//intercom.com/a86dr8yl',
    });
  });

  it('that was answered and closed within one second is closed, whatever the event ids are', async () => {
    const replied = (id: string) => (body: string) =>
      body.replace('conversation.user.created', 'conversation.admin.replied').replace(/"notif_\d+"/, `"notif_${id}"`);
    const closed = await intercomEvent('conversation.admin.closed');
    for (const id of ['0', 'zzz']) {
      const reply = await intercomEvent('conversation.user.created', { edit: replied(id) });
      expect(await ticketInAnyOrder(reply, closed)).toMatchObject({ status: 'closed' });
    }
  });

  it('is unassigned if its assignee is null, 0 or "0"', async () => {
    for (const nobody of ['null', '0', '"0"', '""']) {
      const edit = (body: string) => body.replace('"admin_assignee_id":814860', `"admin_assignee_id":${nobody}`);
      const closed = await intercomEvent('conversation.admin.closed', { edit });
      expect((await ticketAfter(closed))?.data).toMatchObject({ assignee: null });
    }
  });

  it('of an older API version has its subject and its assignee elsewhere', async () => {
    const older = (body: string) => {
      const { data, ...rest } = JSON.parse(body);
      const { id, created_at } = data.item;
      const item = {
        type: 'conversation',
        id,
        created_at,
        open: false,
        conversation_message: { subject: '<p>Hello</p>' },
        assignee: { type: 'admin', id: '3330619' },
      };
      return JSON.stringify({ ...rest, data: { ...data, item } });
    };
    const closed = await intercomEvent('conversation.admin.closed', { edit: older });
    expect((await ticketAfter(closed))?.data).toMatchObject({
      title: 'Hello',
      status: 'closed',
      assignee: '3330619',
    });
  });

  it('that is snoozed is pending', async () => {
    const edit = (body: string) => body.replace('"state":"open"', '"state":"snoozed"');
    expect((await ticketAfter(await intercomEvent('conversation.user.created', { edit })))?.data).toMatchObject({
      status: 'pending',
      providerStatus: 'snoozed',
    });
  });
});

it.each([
  ['an object', (body: string) => body],
  ['a word', (body: string) => body.replace(/"ticket_state":\{[^}]*\}/, '"ticket_state":"submitted"')],
])('an Intercom ticket is recorded if its state is %s', async (_what, edit) => {
  expect(await ticketAfter(await intercomEvent('ticket.created', { edit }))).toMatchObject({
    id: 'intercom:ticket-1',
    data: { reference: '53', title: 'Refund for order 1042', status: 'open', providerStatus: 'submitted' },
  });
});

describe('a Zendesk ticket', () => {
  it('is recorded with whose turn it is', async () => {
    const record = await ticketAfter(
      await zendeskEvent('created'),
      await zendeskEvent('status_changed', { second: 5 }),
    );
    expect(record?.data).toMatchObject({
      provider: 'zendesk',
      source: '//zendesk.com/12514403',
      title: 'Saving fails on Tuesdays',
      status: 'closed',
      providerStatus: 'SOLVED',
      priority: 'HIGH',
      assignee: '8447346621310',
    });
  });

  it('that was deleted keeps none of its content', async () => {
    const record = await ticketAfter(await zendeskEvent('created'), await zendeskEvent('soft_deleted', { second: 5 }));
    expect(record?.data).toMatchObject({ status: 'deleted', title: null });
  });

  it('that was deleted permanently by an event with only its id is deleted', async () => {
    const onlyId = (body: string) => withFields(body, 'detail', ({ id }) => ({ id }));
    const record = await ticketAfter(
      await zendeskEvent('created'),
      await zendeskEvent('permanently_deleted', { second: 5, edit: onlyId }),
    );
    expect(record?.data).toMatchObject({ status: 'deleted', title: null, providerStatus: null });
  });

  it('that was restored is open again', async () => {
    const [deleted, restored] = [
      await zendeskEvent('soft_deleted', { second: 5 }),
      await zendeskEvent('undeleted', { second: 9 }),
    ];
    expect(await ticketInAnyOrder(deleted, restored)).toMatchObject({
      status: 'open',
      title: 'Saving fails on Tuesdays',
    });
  });

  it('without a status changes nothing', async () => {
    const edit = (body: string) => withFields(body, 'detail', ({ id }) => ({ id }));
    const store = await handleEvents(logic, [await zendeskEvent('comment_added', { edit })]);
    expect(await store.list('tickets', { limit: 1 })).toEqual([]);
  });
});

it.each([
  [814860, '814860'],
  ['814860', '814860'],
  [0, null],
  ['0', null],
  ['', null],
  [null, null],
  [undefined, null],
])('the assignee id %j is read as %j', (id, assignee) => {
  expect(assigneeOf(id)).toBe(assignee);
});
