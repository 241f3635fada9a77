/** GitLab's triggers, which turn kinds of events on, by the kinds. Confidential issues and comments have their own. */
const BY_KIND: ReadonlyMap<string, string> = new Map([
  ['push', 'push_events'],
  ['tag_push', 'tag_push_events'],
  ['issue', 'issues_events'],
  ['work_item', 'issues_events'],
  ['merge_request', 'merge_requests_events'],
  ['note', 'note_events'],
  ['pipeline', 'pipeline_events'],
  ['build', 'job_events'],
  ['deployment', 'deployment_events'],
  ['release', 'releases_events'],
  ['wiki_page', 'wiki_page_events'],
  ['feature_flag', 'feature_flag_events'],
  ['emoji', 'emoji_events'],
]);

/** All that a webhook of a project has. @see https://docs.gitlab.com/api/project_webhooks/#add-a-webhook-to-a-project */
export const TRIGGERS: readonly string[] = [
  ...new Set(BY_KIND.values()),
  'confidential_issues_events',
  'confidential_note_events',
  'resource_access_token_events',
];

/** The triggers of native types: an action does not count. The name of a trigger stands for itself. */
export function triggersOf(types: readonly string[]): readonly string[] {
  const triggers = types.flatMap((type) => {
    const [kind = ''] = type.split('.');
    return TRIGGERS.includes(type) ? [type] : (BY_KIND.get(kind) ?? []);
  });
  return [...new Set(triggers)];
}
