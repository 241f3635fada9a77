import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { LinearEventType } from './event.ts';
import { linear } from './index.ts';

const USER = {
  id: 'b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  type: 'user',
};

const TODO = { id: 'state-1', name: 'Todo', color: '#e2e2e2', type: 'unstarted' };
const DONE = { id: 'state-2', name: 'Done', color: '#5e6ad2', type: 'completed' };

/** Realistic Linear events. */
export const linearSamples = samplesOf(linear, {
  headers: ({ type, id, now }) => ({
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Linear-Webhook',
    'linear-delivery': `234d1a4e-b617-4388-90fe-${id}`,
    'linear-event': type.split('.')[0] ?? type,
    'linear-timestamp': String(now.getTime()),
  }),
  around: (type, data, { now }) => {
    const [subject, action] = type.split('.');
    return {
      action,
      actor: USER,
      createdAt: now.toISOString(),
      data,
      url: 'https://linear.app/acme/issue/ENG-123',
      type: subject,
      organizationId: '7f9c7a0e-3c4c-4f7a-9a1c-5b1c0d7f4a11',
      webhookTimestamp: now.getTime(),
      webhookId: '000042e3-d123-4980-b49f-8e140eef9329',
      ...(action === 'update' && { updatedFrom: { stateId: TODO.id, updatedAt: now.toISOString() } }),
    };
  },
  bodies: {
    'Issue.create': (at) => issue(at, TODO),
    'Issue.update': (at) => issue(at, DONE),
    'Issue.remove': (at) => issue(at, DONE),
    'Comment.create': ({ id, now }) => ({
      id: `2174add1-f7c8-44e3-bbf3-${id}`,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
      body: 'Indeed, I think this is definitely an improvement over the previous version.',
      issueId: '539068e2-ae88-4d09-bd75-22eb4a59612f',
      userId: USER.id,
      user: USER,
    }),
  } satisfies { readonly [Type in LinearEventType]?: (at: SampleAt) => object },
});

function issue({ id, now }: SampleAt, state: typeof TODO): object {
  return {
    id: `539068e2-ae88-4d09-bd75-${id}`,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    number: 123,
    identifier: 'ENG-123',
    title: 'Saving fails on Tuesdays',
    description: 'It does not work on Tuesdays.',
    url: 'https://linear.app/acme/issue/ENG-123',
    priority: 2,
    priorityLabel: 'High',
    sortOrder: -1,
    teamId: '72b2a2dc-6f4f-4423-9d34-24b5bd10634a',
    team: { id: '72b2a2dc-6f4f-4423-9d34-24b5bd10634a', key: 'ENG', name: 'Engineering' },
    stateId: state.id,
    state,
    assigneeId: USER.id,
    assignee: USER,
    creatorId: USER.id,
    labelIds: [],
    labels: [],
    subscriberIds: [USER.id],
  };
}
