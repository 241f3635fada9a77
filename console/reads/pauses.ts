import type { PauseControl } from '../../functions/src/core/inspect/pauses.ts';
import type { ConsolePorts } from '../ports.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

/** `GET /api/pauses`: the consumers that are paused, the longest first, and all that can be. */
export async function listPauses(ports: ConsolePorts): Promise<ApiReply> {
  const pauses = pausesOf(ports);
  const [paused, consumers] = await Promise.all([pauses.paused(), pauses.consumers()]);
  return jsonReply(200, { paused, consumers });
}

/** @throws {ApiError} `not-found` */
export function pausesOf({ pauses }: Pick<ConsolePorts, 'pauses'>): PauseControl {
  if (pauses !== undefined) return pauses;
  throw new ApiError(404, 'not-found', 'Nobody knows here which subscription belongs to which consumer.');
}
