import { describe, expect, it } from 'vitest';
import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { gitlab } from './index.ts';
import { gitlabMissedEvents } from './missed-events.ts';
import { gitlabSamples } from './samples.ts';

const HOOK = '/api/v4/projects/cups%2Fshop/hooks/7/events';

/** @see https://docs.gitlab.com/api/project_webhooks/#get-a-list-of-project-webhook-events */
function answer({ url, headers }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  const isOurs = headers['private-token'] === 'key' && url.host === 'gitlab.example.com';
  if (!isOurs || url.pathname !== HOOK) return { status: 404 };
  const per = 4;
  const number = Number(url.searchParams.get('page') ?? 1);
  const { page, next } = pageIn(deliveries.flatMap(linesOf), String((number - 1) * per), '20', per);
  const link = `<https://gitlab.example.com${HOOK}?page=${number + 1}&per_page=20>; rel="next"`;
  return { body: page, ...(next !== undefined && { headers: { link } }) };
}

/** Somebody made a failed request again: it is listed before its first attempt, with the same key. */
function linesOf(delivery: SentDelivery): readonly object[] {
  const { index, isDelivered } = delivery;
  if (index !== 4) return [lineOf(delivery, isDelivered ? '201' : index % 2 === 0 ? '503' : 'internal error')];
  return [lineOf(delivery, '200'), lineOf(delivery, 'internal error')];
}

function lineOf({ index, request, body, at }: SentDelivery, response_status: string) {
  const { 'webhook-id': id, 'webhook-timestamp': time, ...others } = request.headers;
  return {
    id: 900 - index,
    trigger: 'issue_hooks',
    url: 'https://hooks.example/gitlab-webhook',
    request_headers: {
      ...others,
      'Idempotency-Key': id,
      'X-Gitlab-Token': '[REDACTED]',
      ...(index % 2 === 0 && { 'webhook-id': id }),
      'webhook-timestamp': time,
    },
    request_data: withoutAddresses(JSON.parse(body)),
    response_status,
    created_at: at.toISOString(),
  };
}

function withoutAddresses(event: Readonly<Record<string, unknown>>): object {
  return JSON.parse(JSON.stringify(event).replaceAll(/"[^"\s]+@[^"\s]+"/g, '"[REDACTED]"'));
}

testLister({
  lister: gitlabMissedEvents,
  integration: gitlab,
  samples: gitlabSamples,
  variables: { GITLAB_HOOKS: 'gitlab.example.com/projects/cups%2Fshop/hooks/7' },
  kept: withoutAddresses,
  answer,
});

describe('the hooks to list', () => {
  const [hooks] = gitlabMissedEvents.settings ?? [];

  it('are those of projects and groups, by number or path', () => {
    const read = hooks?.read('gitlab.com/projects/512/hooks/7, git.example:8443/groups/cups%2Fshop/hooks/8');
    expect(read).toEqual(['gitlab.com/projects/512/hooks/7', 'git.example:8443/groups/cups%2Fshop/hooks/8']);
  });

  it.each(['projects/512/hooks/7', 'https://gitlab.com/projects/512/hooks/7', 'gitlab.com/projects/../hooks/7', ''])(
    'are not %j',
    (text) => {
      expect(() => hooks?.read(text)).toThrow('is not a webhook; write HOST/projects/ID/hooks/ID');
    },
  );
});
