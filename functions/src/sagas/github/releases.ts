import { mergeMap } from 'rxjs';
import { type AsOf, asOfEvent, Command, recordHandler, idIn, isOfType, RANK, saga } from 'integration-service';
import { GithubEvent, isGithubEventOfType } from 'integration-service/github';
import { endingForGood } from '../shared/for-good.ts';

/** A release, as one event describes it. */
export interface Release {
  readonly releaseId: string;
  /** `octo-org/octo-repo`. */
  readonly repository: string | null;
  readonly tag: string;
  readonly name: string | null;
  readonly status: 'draft' | 'prerelease' | 'published' | 'deleted';
  readonly url: string;
  readonly author: string | null;
  /** RFC 3339; null for a draft. */
  readonly publishedAt: string | null;
}

/** Keeps `releases` in sync with GitHub. */
export class RecordRelease extends Command {
  static readonly type = 'RecordRelease';
  readonly release: Release;
  readonly asOf: AsOf;

  constructor(release: Release, asOf: AsOf) {
    super();
    this.release = release;
    this.asOf = asOf;
  }
}

// GitHub does not date deletions, so a deleted release stays deleted, whatever is delivered again later.
export const recordRelease = recordHandler(RecordRelease, ({ release, asOf }, records) => {
  const isDeleted = release.status === 'deleted';
  const change = endingForGood(
    asOf,
    isDeleted,
    (current) => current['status'] === 'deleted',
    () => ({ ...release }),
  );
  records.update('releases', release.releaseId, change);
});

/** Keeps `releases` up to date with GitHub: what is published, in which repository, and what was withdrawn. */
export const releases = saga((events$) =>
  events$.pipe(
    isOfType(GithubEvent),
    isGithubEventOfType('release'),
    mergeMap((event) => {
      const { action, release, repository } = event.event;
      const releaseId = idIn(release?.id);
      if (releaseId === undefined) return [];
      const recorded = new RecordRelease(
        {
          releaseId,
          repository: repository?.full_name ?? null,
          tag: release.tag_name,
          name: release.name ?? null,
          status: action === 'deleted' ? 'deleted' : statusOf(release),
          url: release.html_url,
          author: release.author?.login ?? null,
          publishedAt: release.published_at ?? null,
        },
        momentOf(event, action),
      );
      return [recorded];
    }),
  ),
);

/**
 * GitHub signs no event time, so several events of a release may have the same time. Then the one that arrived later
 * counts as the later one. Arrival never decides more than that: a captured delivery that someone sends again neither
 * undoes a deletion nor makes the publication newer than an edit.
 */
function momentOf(event: GithubEvent, action: string): AsOf {
  const { receivedtime, id } = event.envelope;
  const rank = action === 'deleted' ? RANK.end : action === 'published' ? RANK.creation : RANK.update;
  return { ...asOfEvent(event, rank), id: `${receivedtime} ${id}` };
}

function statusOf({ draft, prerelease }: { draft: boolean; prerelease: boolean }): Release['status'] {
  if (draft) return 'draft';
  return prerelease ? 'prerelease' : 'published';
}
