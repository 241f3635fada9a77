import { mayChange } from '../cli/place.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../cli/options.ts';
import type { Progress, Terminal } from '../cli/terminal.ts';
import { watched } from '../cli/watched.ts';
import { projectOf, type World } from '../delivery/world.ts';
import { EXIT } from '../exit.ts';
import { monitoringFiles } from './files.ts';
import { installMonitoring } from './install.ts';
import { lineOf } from '../delivery/step-report.ts';
import type { Installed, Watch } from './installation.ts';

export const USAGE = `Installs the dashboard, log-based metrics and alert policies of monitoring/ in a project.

  npx integrations monitoring install --project my-project
  npx integrations monitoring install --project my-project --notify projects/my-project/notificationChannels/123

  --project <id>     the project
  --notify <channel> a notification channel that the alerts go to; may be given several times
  --check            changes nothing; ends with 1 when something differs
${COMMON_USAGE.yes}
${COMMON_USAGE.json}

Google refuses an alert on a metric that is new, for up to 10 minutes: the first time this waits for it. What the
files do not name is left alone.
`;

/** Runs `monitoring install`. @returns the exit code. */
export async function installCommand(args: readonly string[], terminal: Terminal, world: World): Promise<number> {
  const { values, positionals } = optionsIn(args, {
    ...COMMON,
    notify: { type: 'string', multiple: true, default: [] },
    check: { type: 'boolean', default: false },
  });
  requireNoMore(positionals);
  const project = projectOf(values.project, world.environment);
  const rest = await world.connect(project);
  const target = { rest, endpoints: world.endpoints, projectId: project, channels: values.notify };
  const run = (check: boolean, watch: Pick<Watch, 'done' | 'waiting'>) =>
    installMonitoring(monitoringFiles(), { ...target, check }, { now: world.now, pause: world.pause, ...watch });

  const before: Installed[] = [];
  await run(true, { done: (item) => void before.push(item), waiting: () => undefined });
  const open = before.filter(({ done }) => done !== 'unchanged').length;
  const show = (item: Installed) => {
    if (!values.json) terminal.print(lineOf(item, terminal));
  };
  if (open === 0 || values.check) before.forEach(show);
  else {
    const what = `This creates or changes ${open} metrics, alerts and dashboards of ${project}.`;
    if (!(await mayChange({ project }, terminal, values, what))) return EXIT.notDone;
    const goOn = 'What was created stays; run the command again to continue.';
    await watched(terminal, goOn, (progress) => {
      const done = (item: Installed) => {
        // The line that shows how long it waits makes room.
        progress.show('');
        show(item);
      };
      return run(false, { done, waiting: waitingOn(terminal, progress) });
    });
  }
  if (values.json) terminal.print(JSON.stringify({ project, check: values.check, items: before }));
  return values.check && open > 0 ? EXIT.notDone : EXIT.done;
}

/** Says once that it waits, and shows how long it has. */
function waitingOn({ tell }: Terminal, progress: Progress): Watch['waiting'] {
  let isSaid = false;
  return (alerts, waitedMs) => {
    const left = alerts === 1 ? '1 alert' : `${alerts} alerts`;
    if (!isSaid) tell(`Google takes up to 10 minutes to know a new metric. Waiting with ${left} until it does …`);
    isSaid = true;
    progress.show(`${Math.round(waitedMs / 1000)} s, ${left} to go`, waitedMs / USUAL_WAIT_MS);
  };
}

const USUAL_WAIT_MS = 10 * 60_000;
