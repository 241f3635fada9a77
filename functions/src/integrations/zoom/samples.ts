import { createHash, randomBytes } from 'node:crypto';
import { samplesOf, type SampleAt } from '../../core/integration/signed-samples.ts';
import type { ZoomEventType } from './event.ts';
import { zoom } from './index.ts';

const HOUR_MS = 3_600_000;

/** Realistic Zoom events of one meeting, and of a user. */
export const zoomSamples = samplesOf(zoom, {
  headers: () => ({ 'user-agent': 'Zoom Marketplace/1.0a' }),
  secret: () => randomBytes(16).toString('base64url'),
  around: (type, { download_token, ...object }: { readonly download_token?: string }, { now }) => ({
    event: type,
    event_ts: now.getTime(),
    payload: { account_id: 'q6gBJVO5TzexKYTb_I2rpg', object },
    ...(download_token !== undefined && { download_token }),
  }),
  bodies: {
    'meeting.started': (at) => meeting(at),
    'meeting.ended': (at) => ({
      ...meeting(at),
      start_time: new Date(at.now.getTime() - HOUR_MS).toISOString(),
      end_time: at.now.toISOString(),
    }),
    'meeting.participant_joined': (at) => ({
      ...meeting(at),
      participant: {
        user_id: '16778240',
        user_name: 'Ada Lovelace',
        participant_uuid: `55555AAAi${at.id}`,
        email: 'ada.lovelace@example.com',
        join_time: at.now.toISOString(),
      },
    }),
    'recording.completed': (at) => ({
      ...meeting(at),
      total_size: 3_328_371,
      recording_count: 1,
      recording_files: [
        {
          id: `ed6c2f27-2ae7-42f4-b3d0-${at.id}`,
          file_type: 'MP4',
          file_size: 3_328_371,
          status: 'completed',
          recording_type: 'shared_screen_with_speaker_view',
          download_url: `https://zoom.example/rec/download/${at.id}`,
        },
      ],
      download_token: `token-${at.id}`,
    }),
    'user.created': ({ id }) => ({
      id: `z8yCxTTTTSiw02QgCAp8${id}`,
      email: 'ada.lovelace@example.com',
      first_name: 'Ada',
      last_name: 'Lovelace',
      type: 1,
    }),
  } satisfies { readonly [Type in ZoomEventType]?: (at: SampleAt) => object },
});

function meeting({ id, now }: SampleAt): object {
  return {
    id: '97763643886',
    uuid: createHash('md5').update(id).digest('base64'),
    host_id: 'x1yCzABCDEfg23HiJKl4mN',
    topic: 'Weekly review',
    type: 2,
    start_time: now.toISOString(),
    timezone: 'Europe/Vienna',
    duration: 60,
  };
}
