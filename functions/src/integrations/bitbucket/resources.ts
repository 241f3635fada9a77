interface Links {
  readonly html?: { readonly href: string };
}

interface Account {
  readonly type?: string;
  /** In braces. */
  readonly uuid?: string;
  readonly display_name?: string;
  readonly nickname?: string;
  readonly account_id?: string;
}

interface Repository {
  readonly type?: 'repository';
  /** In braces. */
  readonly uuid: string;
  /** `workspace/repository`. */
  readonly full_name: string;
  readonly name?: string;
  readonly is_private?: boolean;
  readonly workspace?: { readonly uuid?: string; readonly slug: string };
  readonly links?: Links;
}

export interface Common {
  readonly repository: Repository;
  readonly actor?: Account;
}

interface Reference {
  readonly type: 'branch' | 'tag' | 'bookmark' | 'named_branch';
  readonly name: string;
  readonly target?: { readonly hash: string; readonly date?: string; readonly message?: string };
}

export interface Push {
  readonly changes: readonly {
    /** Null if the branch or the tag is new. */
    readonly old: Reference | null;
    /** Null if it was deleted. */
    readonly new: Reference | null;
    readonly created?: boolean;
    readonly closed?: boolean;
    readonly forced?: boolean;
    readonly truncated?: boolean;
  }[];
}

interface Side {
  readonly branch?: { readonly name: string };
  readonly commit?: { readonly hash: string };
  readonly repository?: Repository;
}

export interface PullRequest {
  readonly type?: 'pullrequest';
  /** Unique in the repository. */
  readonly id: number;
  readonly title: string;
  readonly description?: string;
  readonly state: 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';
  readonly author?: Account;
  readonly source?: Side;
  readonly destination?: Side;
  readonly merge_commit?: { readonly hash: string } | null;
  readonly reviewers?: readonly Account[];
  /** Why it was declined. */
  readonly reason?: string;
  /** RFC 3339. */
  readonly created_on?: string;
  /** RFC 3339. */
  readonly updated_on?: string;
  readonly links?: Links;
}

export interface CommitStatus {
  readonly type?: string;
  readonly key: string;
  readonly name?: string;
  readonly state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  readonly url?: string;
  readonly refname?: string | null;
  /** RFC 3339. */
  readonly updated_on?: string;
}

export interface Comment {
  readonly id: number;
  readonly content?: { readonly raw?: string; readonly html?: string };
  readonly parent?: { readonly id: number };
  readonly inline?: { readonly path: string; readonly from?: number | null; readonly to?: number | null };
  /** RFC 3339. */
  readonly updated_on?: string;
  readonly links?: Links;
}
