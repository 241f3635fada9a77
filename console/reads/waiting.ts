import type { ListedParked } from '../../functions/src/core/letters/wake-parked.ts';
import type { ConsolePorts } from '../ports.ts';
import { limitIn } from '../query.ts';
import { jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/waiting`: events whose handlers asked to be tried again later, what is due soonest first. */
export async function listWaiting(query: URLSearchParams, { parked }: ConsolePorts): Promise<ApiReply> {
  return jsonReply(200, { waiting: (await parked(limitIn(query))).map(viewOf) });
}

function viewOf({ dueAt, ...waiting }: ListedParked) {
  return { ...waiting, dueAt: new Date(dueAt).toISOString() };
}
