import { apiPath } from './client.ts';
import type { Change } from './contract.ts';
import { overview } from './overview.ts';
import { readAgain } from './resource.ts';

/** A deployed project is asked less often: each time reads hundreds of documents. */
const CLOUD_MS = 60_000;

/** Whether what comes of failures may have changed: locally, with each event and letter. */
export function mayChangeFailures({ letters, events }: Change): boolean {
  return overview.value?.mode === 'local' && (letters || events?.length !== 0);
}

/** Whether dead letters may have changed: locally, it is told. */
export function mayChangeLetters({ letters }: Change): boolean {
  return overview.value?.mode === 'local' && letters;
}

/** How often failures are read again where no change is told; undefined where each is. */
export function failuresEveryMs(): number | undefined {
  return overview.value?.mode === 'cloud' ? CLOUD_MS : undefined;
}

/** Reads the issues and the dead letters again that the page shows. */
export function readFailuresAgain(): void {
  readAgain(apiPath(['issues']));
  readAgain(apiPath(['letters']));
}
