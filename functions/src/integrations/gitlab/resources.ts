interface Person {
  readonly id?: number;
  readonly name?: string;
  readonly username?: string;
  readonly avatar_url?: string | null;
}

interface Project {
  readonly id: number;
  readonly name?: string;
  readonly web_url: string;
  readonly namespace?: string;
  readonly path_with_namespace?: string;
  readonly default_branch?: string;
}

interface Common {
  readonly event_name?: string;
  readonly project?: Project;
  readonly user?: Person;
}

interface Commit {
  readonly id: string;
  readonly title?: string;
  readonly message?: string;
  /** RFC 3339. */
  readonly timestamp?: string;
  readonly url?: string;
  readonly author?: { readonly name?: string; readonly email?: string };
  readonly added?: readonly string[];
  readonly modified?: readonly string[];
  readonly removed?: readonly string[];
}

interface Label {
  readonly id: number;
  readonly title: string;
}

/** Commits, or a tag. */
export interface Push extends Common {
  readonly ref: string;
  /** Forty zeros if the branch or the tag is new. */
  readonly before: string;
  /** Forty zeros if it was deleted. */
  readonly after: string;
  readonly checkout_sha?: string | null;
  readonly user_id?: number;
  readonly user_username?: string;
  readonly project_id?: number;
  /** The newest ones, at most 20. */
  readonly commits?: readonly Commit[];
  readonly total_commits_count?: number;
}

/** Times are `2026-11-23 12:00:00 UTC`. */
interface Attributes<Action extends string> {
  /** Unique in the installation. */
  readonly id: number;
  readonly action?: Action;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly url?: string;
}

interface Numbered<Action extends string, State extends string> extends Attributes<Action> {
  /** Unique in the project: the number that people use. */
  readonly iid: number;
  readonly title: string;
  readonly description?: string | null;
  readonly state: State;
  readonly author_id?: number;
  readonly assignee_ids?: readonly number[];
}

type Change = 'open' | 'update' | 'close' | 'reopen';

export interface Issue extends Common {
  readonly event_type?: 'issue' | 'confidential_issue' | 'work_item' | 'confidential_work_item';
  readonly object_attributes: Numbered<Change, 'opened' | 'closed'> & {
    /** `Issue`, `Incident`, `Task`. */
    readonly type?: string;
    readonly confidential?: boolean;
    readonly due_date?: string | null;
    readonly severity?: string;
    readonly weight?: number | null;
  };
  readonly assignees?: readonly Person[];
  readonly labels?: readonly Label[];
  readonly changes?: Readonly<Record<string, { readonly previous?: unknown; readonly current?: unknown }>>;
}

export interface MergeRequest extends Common {
  readonly object_attributes: Numbered<
    Change | 'merge' | 'approved' | 'unapproved' | 'approval' | 'unapproval',
    'opened' | 'closed' | 'locked' | 'merged'
  > & {
    readonly source_branch: string;
    readonly target_branch: string;
    readonly merge_commit_sha?: string | null;
    readonly draft?: boolean;
    readonly last_commit?: Commit;
  };
  readonly assignees?: readonly Person[];
  readonly reviewers?: readonly Person[];
  readonly labels?: readonly Label[];
  readonly changes?: Issue['changes'];
}

/** A comment. */
export interface Note extends Common {
  readonly object_attributes: Attributes<'create' | 'update'> & {
    readonly note: string;
    readonly noteable_type: 'Commit' | 'MergeRequest' | 'Issue' | 'Snippet';
    readonly noteable_id?: number | null;
    readonly author_id?: number;
  };
  readonly issue?: Issue['object_attributes'];
  readonly merge_request?: MergeRequest['object_attributes'];
}

type JobStatus =
  | 'created'
  | 'waiting_for_resource'
  | 'preparing'
  | 'pending'
  | 'running'
  | 'success'
  | 'failed'
  | 'canceling'
  | 'canceled'
  | 'skipped'
  | 'manual'
  | 'scheduled';

export interface Pipeline extends Common {
  readonly object_attributes: Attributes<never> & {
    readonly iid?: number;
    readonly ref: string;
    readonly tag?: boolean;
    readonly sha: string;
    readonly source?: string;
    readonly status: JobStatus;
    readonly finished_at?: string | null;
    /** Seconds. */
    readonly duration?: number | null;
  };
  readonly builds?: readonly { readonly id: number; readonly name?: string; readonly status?: JobStatus }[];
}

export interface Job extends Common {
  readonly build_id: number;
  readonly build_name?: string;
  readonly build_stage?: string;
  readonly build_status: JobStatus;
  readonly build_failure_reason?: string;
  readonly pipeline_id?: number;
  readonly ref?: string;
  readonly sha?: string;
  readonly project_id?: number;
}

export interface Deployment extends Common {
  readonly deployment_id: number;
  readonly status: 'created' | 'running' | 'success' | 'failed' | 'canceled' | 'skipped' | 'blocked';
  readonly status_changed_at?: string;
  readonly environment?: string;
  readonly environment_external_url?: string | null;
  readonly environment_tier?: string;
  readonly deployable_url?: string | null;
  readonly short_sha?: string;
  readonly ref?: string;
  readonly commit_title?: string;
}

export interface Release extends Common {
  readonly id: number;
  readonly action: 'create' | 'update' | 'delete';
  readonly tag: string;
  readonly name?: string;
  readonly description?: string | null;
  readonly url?: string;
  readonly released_at?: string;
}

export interface WikiPage extends Common {
  readonly object_attributes: {
    readonly action: 'create' | 'update' | 'delete';
    readonly title: string;
    readonly slug: string;
    readonly url?: string;
  };
}
