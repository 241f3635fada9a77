import { mergeMap } from 'rxjs';
import { type AsOf, asOfEvent, Command, recordHandler, idIn, isOfType, RANK, saga } from 'integration-service';
import { GithubEvent, isGithubEventOfType } from 'integration-service/github';
import { endingForGood } from '../shared/for-good.ts';

/** A release, as one event shows it. */
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

/** Keeps `releases` as GitHub has them. */
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

// GitHub dates no deletion, and signs no time of one: what was deleted stays so, whatever is delivered again later.
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

/** Keeps `releases` up to date with GitHub: what is out, in which repository, and what was withdrawn. */
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
 * GitHub signs no time of an event, so several events of a release may tell the same moment. Then the one that arrived
 * later is the later one, but nothing that arrives, such as a captured delivery that someone sends again, undoes a
 * deletion or makes the publication newer than an edit.
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
