import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { generate } from '../../../generator/generate.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { addCodebase, firebaseProjectAround } from '../../scaffold/firebase-json.ts';
import { installPackages, requestedIntegrations, writeProject } from '../../scaffold/new-project.ts';
import { FIREBASE_FILES, sendOf, type NewProject } from '../../scaffold/project.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';

const USAGE = `Creates a project that depends on this package: a saga with its test, and what runs, tests and deploys it.

  npx integrations create my-webhooks
  npx integrations create my-webhooks --integrations stripe,shopify --project my-project

  --integrations <names>  which integrations it uses (default: stripe); only their SDKs are installed
  --project <id>          the Firebase project to deploy to, which .firebaserc names
  --no-install            does not run npm install
${COMMON_USAGE.json}

In a Firebase project it becomes another codebase: an entry is added to the firebase.json that is there, which nothing else changes.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      json: COMMON.json,
      project: COMMON.project,
      integrations: { type: 'string', default: 'stripe' },
      'no-install': { type: 'boolean', default: false },
    });
    const [folder, ...extra] = positionals;
    requireNoMore(extra);
    if (folder === undefined) throw new UsageError('Name the folder of the new project: create my-webhooks.');
    const root = path.resolve(folder);
    requireEmpty(root, folder);
    const project = {
      ...(await requestedIntegrations(values.integrations)),
      name: packageName(root),
      firebaseProject: values.project ?? 'demo-integration-service',
    };
    const around = firebaseProjectAround(root);
    if (around !== undefined) addCodebase(around, path.relative(around, root));
    const written = writeProject(root, project, { leftOut: around === undefined ? [] : FIREBASE_FILES });
    generate(root);
    if (!values['no-install']) installPackages(root);
    terminal.print(
      values.json ? JSON.stringify({ folder: root, files: written }) : textOf(folder, written, project, around),
    );
    return EXIT.done;
  },
};

/** @throws {UsageError} */
function requireEmpty(root: string, folder: string): void {
  if (existsSync(root) && readdirSync(root).length > 0) {
    throw new UsageError(`${folder} is not empty. Nothing was written; name a new folder.`);
  }
}

/** @see https://docs.npmjs.com/cli/configuring-npm/package-json#name */
function packageName(root: string): string {
  const name = path
    .basename(root)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '');
  return name === '' ? 'webhooks' : name;
}

function textOf(folder: string, files: readonly string[], project: NewProject, around: string | undefined): string {
  const added = around === undefined ? '' : `\nAdded to ${path.join(around, 'firebase.json')}, as another codebase.\n`;
  return `${files.map((file) => `  ${path.join(folder, file)}`).join('\n')}
${added}
Next:
  cd ${folder}
  npm start, and in another terminal: npm run send -- ${sendOf(project)}
  npm test`;
}
