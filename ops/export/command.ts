import { bigQueryTarget } from '../../functions/src/core/config/bigquery-options.ts';
import { mayChange } from '../cli/place.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../cli/options.ts';
import type { Terminal } from '../cli/terminal.ts';
import { configurationsFor, deliveryBundle } from '../delivery/bundle.ts';
import { lineOf, type Step } from '../delivery/step-report.ts';
import { projectOf, type World } from '../delivery/world.ts';
import { EXIT, Failure, UsageError } from '../exit.ts';
import { sampledTypesOf } from './event-types.ts';
import { applyExport, removeExport } from './export.ts';
import { exportPlan, type ExportPlan } from './plan.ts';

export const USAGE = `Exports every event of a project to BigQuery: a table, views with one row for each event, and a subscription for each topic.

  npx integrations export bigquery --project my-project --dry-run
  npx integrations export bigquery --project my-project
  npx integrations export bigquery --project my-project --remove

  --project <id>     the project
  --dry-run          changes nothing, and says what would be done; ends with 1 if something would
  --remove           removes the subscriptions and the views; the table stays with its rows
${COMMON_USAGE.codebase}
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

The option bigquery of integrations.config.ts says where to, and which fields never leave: docs/operate/export.md.
`;

/** Reads what is to be exported. @throws {Failure} if the configuration exports nothing. */
type Plans = (project: string, codebase: string | undefined) => Promise<readonly ExportPlan[]>;

/** Runs `export bigquery`. @returns the exit code. */
export async function exportCommand(
  args: readonly string[],
  terminal: Terminal,
  world: World,
  plansOf: Plans = plans,
): Promise<number> {
  const { values, positionals } = optionsIn(args, {
    ...COMMON,
    'dry-run': { type: 'boolean', default: false },
    remove: { type: 'boolean', default: false },
  });
  requireNoMore(positionals);
  const project = projectOf(values.project, world.environment);
  const all = await plansOf(project, values.codebase);
  const rest = await world.connect(project);
  const work = values.remove ? removeExport : applyExport;
  const run = async (check: boolean) => {
    const done: Step[] = [];
    for (const plan of all) done.push(...(await work(plan, { rest, endpoints: world.endpoints, check })));
    return done;
  };
  const before = await run(true);
  const open = before.filter(({ done }) => done !== 'unchanged').length;
  let items = before;
  if (open > 0 && !values['dry-run']) {
    const verb = values.remove ? 'removes' : 'creates or changes';
    const what = `This ${verb} ${open} parts of the export of ${project} to BigQuery.`;
    if (!(await mayChange({ project }, terminal, values, what))) return EXIT.notDone;
    items = await run(false);
  }
  terminal.print(
    values.json
      ? JSON.stringify({ project, dryRun: values['dry-run'], items })
      : items.map((item) => lineOf(item, terminal)).join('\n'),
  );
  return values['dry-run'] && open > 0 ? EXIT.notDone : EXIT.done;
}

async function plans(project: string, codebase: string | undefined): Promise<readonly ExportPlan[]> {
  const { configs, catalog } = await configurationsFor(project);
  const wanted = configs.filter(({ installation }) => codebase === undefined || installation.codebase === codebase);
  if (wanted.length === 0) throw new UsageError(`firebase.json deploys no codebase ${codebase}.`);
  const entries = Object.values(catalog);
  const found: ExportPlan[] = [];
  for (const { installation, config } of wanted) {
    const target = bigQueryTarget(config.options, config);
    if (target === undefined) continue;
    const bundle = deliveryBundle(config, entries, installation);
    found.push(exportPlan(project, bundle, target, await sampledTypesOf(entries, bundle)));
  }
  if (found.length > 0) return found;
  throw new Failure(
    'Nothing is exported: add the option bigquery to integrations.config.ts, as in defineBundle({ bigquery: {} }); docs/operate/export.md.',
  );
}
