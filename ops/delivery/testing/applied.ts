import { applyCommand } from '../apply-command.ts';
import { ACME, BUNDLE, deployTo } from './acme.ts';
import { FakeGoogle } from './fake-google.ts';
import { testWorld } from './world.ts';

/** A project that the integration of the tests was deployed to, before any policy was applied. */
export async function deployedGoogle(): Promise<FakeGoogle> {
  const google = await FakeGoogle.start();
  deployTo(google, ACME);
  return google;
}

/** Runs `delivery:apply`, and keeps what it said. */
export async function apply(google: FakeGoogle, args: readonly string[] = [], bundle = BUNDLE) {
  const world = testWorld(google, bundle);
  const code = await applyCommand(args, world);
  return { code, text: world.printed.join('\n'), warned: world.warned.join('\n') };
}

/** Where the fake keeps a function. */
export function pathOf(name: string): string {
  return `functions/projects/demo/locations/us-central1/functions/${name}`;
}
