import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The path of Google's emulators on this machine, or why they cannot be started. */
export type CloudSdk = { readonly pubsub: string; readonly firestore: string } | { readonly missing: string };

/** Finds the emulators of the Google Cloud SDK. They need Java. */
export function findCloudSdk(): CloudSdk {
  const root = sdkRoot();
  if (root === undefined) return { missing: 'the Google Cloud SDK is not installed (no gcloud on the PATH)' };
  const emulators = {
    pubsub: join(root, 'platform', 'pubsub-emulator', 'bin', 'cloud-pubsub-emulator'),
    firestore: join(root, 'platform', 'cloud-firestore-emulator', 'cloud_firestore_emulator'),
  };
  for (const [name, path] of Object.entries(emulators)) {
    if (!existsSync(path)) return { missing: `run "gcloud components install ${componentOf(name)}"` };
  }
  if (onPath('java') === undefined) return { missing: 'the emulators need Java (no java on the PATH)' };
  return emulators;
}

function sdkRoot(): string | undefined {
  const gcloud = onPath('gcloud');
  if (gcloud === undefined) return undefined;
  const beside = dirname(dirname(realpathSync(gcloud)));
  if (existsSync(join(beside, 'platform'))) return beside;
  // A package manager may put a wrapper on the PATH; gcloud itself knows, and takes a second to say so.
  return execFileSync(gcloud, ['info', '--format=value(installation.sdk_root)'], { encoding: 'utf8' }).trim();
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

function componentOf(name: string): string {
  return name === 'pubsub' ? 'pubsub-emulator' : 'cloud-firestore-emulator';
}
