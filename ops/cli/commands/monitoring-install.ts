import { projectOf, worldOf } from '../../delivery/world.ts';
import { EXIT } from '../../exit.ts';
import { monitoringFiles } from '../../monitoring/files.ts';
import { installMonitoring, type Installed } from '../../monitoring/install.ts';
import type { Command } from '../command.ts';
import { mayChange } from '../place.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import type { Terminal } from '../terminal.ts';

const USAGE = `Brings the log-based metrics, alert policies and dashboard of monitoring/ into a project.

  npx integrations monitoring install --project my-project
  npx integrations monitoring install --project my-project --notify projects/my-project/notificationChannels/123

  --project <id>     the project
  --notify <channel> a notification channel that the alerts go to; may be given several times
                     (gcloud beta monitoring channels list)
  --check            changes nothing; ends with 1 when something differs
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

What is as the files say is left alone, and so is everything that is not of theirs.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      ...COMMON,
      notify: { type: 'string', multiple: true, default: [] },
      check: { type: 'boolean', default: false },
    });
    requireNoMore(positionals);
    const world = worldOf(terminal);
    const project = projectOf(values.project, world.environment);
    const rest = await world.connect(project);
    const target = { rest, endpoints: world.endpoints, projectId: project, channels: values.notify };

    const before = await installMonitoring(monitoringFiles(), { ...target, check: true });
    const open = before.filter(({ done }) => done !== 'unchanged').length;
    const what = `This creates or changes ${open} metrics, alerts and dashboards of ${project}.`;
    if (open > 0 && !values.check) {
      if (!(await mayChange({ project }, terminal, values, what))) return EXIT.notDone;
      await installMonitoring(monitoringFiles(), { ...target, check: false });
    }
    terminal.print(
      values.json ? JSON.stringify({ project, check: values.check, items: before }) : textOf(before, terminal),
    );
    return values.check && open > 0 ? EXIT.notDone : EXIT.done;
  },
};

function textOf(items: readonly Installed[], { style }: Terminal): string {
  return items
    .map(
      ({ what, done }) => `${style(done === 'unchanged' ? 'gray' : 'green', done.padEnd('unchanged'.length))}  ${what}`,
    )
    .join('\n');
}
