const REPOSITORY = 'https://github.com/octo-org/octo-repo';

const octocat = { login: 'octocat', id: 583231, node_id: 'MDQ6VXNlcjU4MzIzMQ==', type: 'User', site_admin: false };

/** The fields that every event of a repository has. */
export function commonFields(now: Date): object {
  return {
    repository: {
      id: 1296269,
      node_id: 'MDEwOlJlcG9zaXRvcnkxMjk2MjY5',
      name: 'octo-repo',
      full_name: 'octo-org/octo-repo',
      private: false,
      owner: { login: 'octo-org', id: 6811672, type: 'Organization', site_admin: false },
      html_url: REPOSITORY,
      default_branch: 'main',
      pushed_at: now.toISOString(),
    },
    organization: { login: 'octo-org', id: 6811672, url: 'https://api.github.com/orgs/octo-org' },
    sender: octocat,
  };
}

export function release(id: string, now: Date): object {
  return {
    id: numberOf(id),
    node_id: `RE_${id}`,
    url: `https://api.github.com/repos/octo-org/octo-repo/releases/${numberOf(id)}`,
    html_url: `${REPOSITORY}/releases/tag/v1.2.0`,
    tag_name: 'v1.2.0',
    target_commitish: 'main',
    name: 'Version 1.2',
    draft: false,
    prerelease: false,
    author: octocat,
    created_at: secondsOf(now),
    published_at: secondsOf(now),
    assets: [],
    tarball_url: null,
    zipball_url: null,
    body: 'What changed in this version.',
  };
}

export function issue(id: string, now: Date): object {
  return {
    id: numberOf(id),
    node_id: `I_${id}`,
    number: 1347,
    title: 'Found a bug',
    state: 'open',
    html_url: `${REPOSITORY}/issues/1347`,
    user: octocat,
    labels: [{ id: 208045946, name: 'bug', color: 'f29513', default: true }],
    assignees: [],
    comments: 0,
    created_at: secondsOf(now),
    updated_at: secondsOf(now),
    closed_at: null,
    body: 'It does not work on Tuesdays.',
  };
}

export function pullRequest(id: string, now: Date): object {
  return {
    id: numberOf(id),
    node_id: `PR_${id}`,
    number: 42,
    title: 'Work on Tuesdays, too',
    state: 'closed',
    merged: true,
    merged_at: secondsOf(now),
    html_url: `${REPOSITORY}/pull/42`,
    user: octocat,
    head: { ref: 'tuesdays', sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e' },
    base: { ref: 'main', sha: 'c3d0be41ecbe669545ee3e94d31ed9a4bc91ee3c' },
    created_at: secondsOf(now),
    updated_at: secondsOf(now),
    closed_at: secondsOf(now),
  };
}

export function pushed(id: string, now: Date): object {
  const commit = {
    id: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
    message: `Work on Tuesdays, too (${id})`,
    timestamp: secondsOf(now),
    url: `${REPOSITORY}/commit/6dcb09b5b57875f334f61aebed695e2e4193db5e`,
    author: { name: 'The Octocat', email: 'octocat@example.com', username: 'octocat' },
    added: [],
    removed: [],
    modified: ['README.md'],
  };
  return {
    ref: 'refs/heads/main',
    before: 'c3d0be41ecbe669545ee3e94d31ed9a4bc91ee3c',
    after: commit.id,
    created: false,
    deleted: false,
    forced: false,
    compare: `${REPOSITORY}/compare/c3d0be41ecbe...6dcb09b5b578`,
    commits: [commit],
    head_commit: commit,
    pusher: { name: 'octocat', email: 'octocat@example.com' },
  };
}

/** GitHub's times have whole seconds. */
function secondsOf(now: Date): string {
  return now.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A number derived from the sample's id, since GitHub's ids are numbers. */
function numberOf(id: string): number {
  return Number.parseInt(Buffer.from(id).toString('hex').slice(-12) || '1', 16);
}
