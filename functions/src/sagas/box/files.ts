import { mergeMap } from 'rxjs';
import { type AsOf, asOfEvent, Command, idIn, isOfType, newest, RANK, recordHandler, saga } from 'integration-service';
import { BoxEvent, isBoxEventOfType, type BoxFile } from 'integration-service/box';
import { textOrNull } from '../shared/fields.ts';
import { recordIdOf } from '../shared/record-id.ts';
import { utcOf } from '../shared/times.ts';

/** A file, in `files/box:{its id}`. Times are RFC 3339. */
export type BoxFileRecord = {
  readonly provider: 'box';
  readonly fileId: string;
  readonly status: 'active' | 'trashed' | 'deleted';
  readonly name: string | null;
  /** Bytes. */
  readonly size: number | null;
  readonly sha1: string | null;
  /** Id of the version. */
  readonly version: string | null;
  readonly folder: string | null;
  readonly folderName: string | null;
  /** Box's id of the user. */
  readonly owner: string | null;
  readonly modifiedAt: string | null;
};

const RANKS: ReadonlyMap<string, number> = new Map([
  ['FILE.UPLOADED', RANK.creation],
  ['FILE.COPIED', RANK.creation],
  ['FILE.TRASHED', RANK.end],
  ['FILE.RESTORED', RANK.end],
  ['FILE.DELETED', RANK.end + 1],
]);

/** Keeps `files` up to date with Box. */
export const files = saga((events$) =>
  events$.pipe(
    isOfType(BoxEvent),
    isBoxEventOfType(
      'FILE.UPLOADED',
      'FILE.COPIED',
      'FILE.RENAMED',
      'FILE.MOVED',
      'FILE.TRASHED',
      'FILE.RESTORED',
      'FILE.DELETED',
    ),
    mergeMap((event) => {
      const { trigger, source } = event.event;
      const id = idIn(source?.id);
      return id === undefined
        ? []
        : [new SyncFile(recordOf(id, trigger, source), asOfEvent(event, RANKS.get(trigger) ?? RANK.update))];
    }),
  ),
);

function recordOf(fileId: string, trigger: string, file: BoxFile): BoxFileRecord {
  const status = trigger === 'FILE.DELETED' ? 'deleted' : trigger === 'FILE.TRASHED' ? 'trashed' : 'active';
  return {
    provider: 'box',
    fileId,
    status,
    name: textOrNull(file.name),
    size: Number.isSafeInteger(file.size) ? (file.size ?? null) : null,
    sha1: textOrNull(file.sha1),
    version: textOrNull(file.file_version?.id),
    folder: textOrNull(file.parent?.id),
    folderName: textOrNull(file.parent?.name),
    owner: textOrNull(file.owned_by?.id),
    modifiedAt: utcOf(file.modified_at),
  };
}

export class SyncFile extends Command {
  static readonly type = 'SyncFile';
  readonly file: BoxFileRecord;
  readonly asOf: AsOf;

  constructor(file: BoxFileRecord, asOf: AsOf) {
    super();
    this.file = file;
    this.asOf = asOf;
  }
}

export const syncFile = recordHandler(SyncFile, ({ file, asOf }, records) => {
  const change = newest(asOf, () => ({ ...file }));
  records.update('files', recordIdOf('box', file.fileId), change);
});
