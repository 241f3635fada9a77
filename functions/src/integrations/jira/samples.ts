import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { JiraEventType } from './event.ts';
import { jira } from './index.ts';

const API = 'https://cups.atlassian.net/rest/api/2';

const GRACE = {
  self: `${API}/user?accountId=712020:grace`,
  accountId: '712020:grace',
  displayName: 'Grace Hopper',
  active: true,
  accountType: 'atlassian',
};

/** Realistic Jira events of one issue. */
export const jiraSamples = samplesOf(jira, {
  headers: ({ id }) => ({
    'user-agent': 'Atlassian HttpClient',
    'x-atlassian-webhook-identifier': `5e8b0c1f-2d47-4a96-b3e0-${id}`,
    'x-atlassian-webhook-flow': 'Primary',
  }),
  around: (type, body, { now }) => ({ timestamp: now.getTime(), webhookEvent: type, user: GRACE, ...body }),
  bodies: {
    'jira:issue_created': (at) => issue(at, 'issue_created', status('10000', 'To Do', 'new')),
    'jira:issue_updated': (at) => ({
      ...issue(at, 'issue_generic', status('10002', 'Done', 'done')),
      changelog: {
        id: '30551',
        items: [
          {
            field: 'status',
            fieldtype: 'jira',
            fieldId: 'status',
            from: '10000',
            fromString: 'To Do',
            to: '10002',
            toString: 'Done',
          },
        ],
      },
    }),
    'jira:issue_deleted': (at) => issue(at, 'issue_deleted', status('10002', 'Done', 'done')),
    comment_created: ({ id, now }) => ({
      comment: {
        self: `${API}/issue/201${id}/comment/77${id}`,
        id: `77${id}`,
        author: GRACE,
        body: 'The scale was switched off.',
        created: spelled(now),
        updated: spelled(now),
      },
      issue: { id: `201${id}`, key: `CUPS-${id}` },
    }),
  } satisfies { readonly [Type in JiraEventType]?: (at: SampleAt) => object },
});

function issue({ id, now }: SampleAt, name: string, state: object): object {
  return {
    issue_event_type_name: name,
    issue: {
      id: `201${id}`,
      self: `${API}/issue/201${id}`,
      key: `CUPS-${id}`,
      fields: {
        summary: 'Cups weigh nothing',
        issuetype: { id: '10004', name: 'Bug', subtask: false },
        project: { id: '10000', key: 'CUPS', name: 'Cups' },
        status: state,
        priority: { id: '2', name: 'High' },
        assignee: GRACE,
        reporter: GRACE,
        labels: ['checkout'],
        resolution: null,
        created: spelled(new Date(now.getTime() - 3_600_000)),
        updated: spelled(now),
      },
    },
  };
}

function status(id: string, name: string, key: string): object {
  return { self: `${API}/status/${id}`, id, name, statusCategory: { id: 1, key, name } };
}

/** As Jira spells times: `2026-11-23T12:00:00.000+0000`. */
function spelled(time: Date): string {
  return time.toISOString().replace('Z', '+0000');
}
