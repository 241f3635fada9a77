import type { Place } from './place.ts';

/** What the options say of a place. */
export interface NamedPlace {
  readonly project?: string | undefined;
  readonly codebase?: string | undefined;
}

/**
 * Opens the place that a command was told.
 * @param named The deployed project, and one of its installations if there are several.
 * @throws {Failure} if there is no local state yet. @throws {NoCredentialsError} @throws {UsageError}
 */
export async function openPlace({ project, codebase }: NamedPlace): Promise<Place> {
  if (project === undefined) return (await import('./local-place.ts')).openLocalPlace();
  return (await import('./cloud-place.ts')).openCloudPlace(project, codebase);
}
