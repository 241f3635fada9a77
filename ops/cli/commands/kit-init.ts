import path from 'node:path';
import { holdsTree } from '../../../generator/places.ts';
import { titleOf } from '../../../functions/src/core/event/names.ts';
import { generate } from '../../../generator/generate.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { tooLongIds } from '../../delivery/installations.ts';
import { findKit, kitPackage, removeTemplate, setKitEntry } from '../../scaffold/kit.ts';
import { installPackages, requestedIntegrations, writeProject } from '../../scaffold/new-project.ts';
import { FIREBASE_FILES, sendOf } from '../../scaffold/project.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';

const USAGE = `Turns a function kit that the Firebase CLI has installed into a project of yours: a saga with its test, the configuration, the hooks.

  npx firebase-tools@15.34.2 functions:kits:install --package integration-service --project my-project
  cd function-kits/integration-service/source
  npx integrations kit init

  --kit <id>              which kit, if firebase.json has several of this package
  --integrations <names>  which integrations it uses (default: stripe); only their SDKs are installed
  --no-install            does not run npm install
${COMMON_USAGE.json}

It may be run once. The instances of the kit stay as they are.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      json: COMMON.json,
      kit: { type: 'string' },
      integrations: { type: 'string', default: 'stripe' },
      'no-install': { type: 'boolean', default: false },
    });
    requireNoMore(positionals);
    const kit = findKit(process.cwd(), values.kit);
    if (holdsTree(kit.root)) throw new UsageError(`The kit ${kit.id} is a project already. Nothing was written.`);
    const wanted = await requestedIntegrations(values.integrations);
    const project = { ...wanted, name: `${kit.id}-kit`, firebaseProject: '' };
    removeTemplate(kit);
    const files = writeProject(kit.root, project, {
      leftOut: FIREBASE_FILES,
      replaced: { 'package.json': (text) => kitPackage(kit, text) },
    });
    setKitEntry(kit);
    generate(kit.root);
    for (const fault of idFaults(
      kit.instances,
      project.integrations.map(({ provider }) => provider),
    ))
      terminal.tell(fault);
    if (!values['no-install']) installPackages(kit.root);
    const folder = path.relative(process.cwd(), kit.root) || '.';
    terminal.print(values.json ? JSON.stringify({ folder: kit.root, files }) : textOf(folder, files, sendOf(project)));
    return EXIT.done;
  },
};

/** A sentence for each instance of which an id would be too long. */
function idFaults(instances: readonly string[], providers: readonly string[]): readonly string[] {
  return instances.flatMap((codebase) => {
    const names = providers.flatMap((provider) =>
      [`on${titleOf(provider)}Event`, 'onDeadLetter'].map((name) => `${provider}-${name}`),
    );
    const [longest = ''] = names.toSorted((a, b) => b.length - a.length);
    return tooLongIds([longest], { codebase, prefix: `kit-${codebase}`, configDir: '', variables: {} });
  });
}

function textOf(folder: string, files: readonly string[], sent: string): string {
  return `${files.map((file) => `  ${path.join(folder, file)}`).join('\n')}

firebase.json deploys the kit from functions/ now, with its hooks. Commit your sagas: the Firebase CLI removes what it knows of a
kit when its last instance is uninstalled.

Next:
  cd ${folder}
  npm start, and in another terminal: npm run send -- ${sent}
  npm test`;
}
