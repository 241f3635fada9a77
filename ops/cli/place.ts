import type { BundleConfig } from '../../functions/src/core/config/bundle.ts';
import type { EventReader } from '../../functions/src/core/inspect/event-reader.ts';
import type { HandlingLogReader } from '../../functions/src/core/inspect/handling-log.ts';
import type { PauseControl } from '../../functions/src/core/inspect/pauses.ts';
import type { VerifiedReader } from '../../functions/src/core/inspect/verified.ts';
import type { IssueReader } from '../../functions/src/core/letters/issues.ts';
import type { Ports } from '../../functions/src/core/ports.ts';
import type { TopicHistory } from '../../functions/src/core/recover/replay.ts';
import type { Installation } from '../delivery/installations.ts';
import type { Terminal } from './terminal.ts';

/** Where a command reads and changes things: this machine, or a deployed project. */
export interface Place extends AsyncDisposable {
  /** The project; undefined on this machine. */
  readonly project: string | undefined;
  /** How it is deployed; undefined on this machine. */
  readonly installation?: Installation;
  readonly config: BundleConfig;
  readonly ports: Ports;
  readonly events: EventReader;
  /** Absent in a project, whose lines Cloud Logging keeps. */
  readonly logs?: HandlingLogReader;
  readonly verified: VerifiedReader;
  readonly issues: IssueReader;
  readonly history: TopicHistory;
  readonly pauses: PauseControl;
}

/** How people call it. */
export function nameOf({ project }: Pick<Place, 'project'>): string {
  return project ?? 'this machine';
}

/** Asks before a deployed project is changed, unless it was told not to. On this machine nothing is asked. */
export async function mayChange(
  { project }: Pick<Place, 'project'>,
  terminal: Terminal,
  { yes }: { readonly yes: boolean },
  what: string,
): Promise<boolean> {
  if (project === undefined || yes) return true;
  const agreed = await terminal.confirm(`${what} Go on?`);
  if (!agreed) terminal.tell('Nothing was changed.');
  return agreed;
}
