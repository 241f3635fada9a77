import { ROOT, requireTree } from '../../../generator/project.ts';
import { EXIT, Failure } from '../../exit.ts';
import type { Command } from '../command.ts';
import { optionsIn, requireNoMore } from '../options.ts';

const USAGE = `Builds what is deployed: generates, checks the configuration and bundles the functions.

  npx integrations build        (npm run build)

firebase.json runs it before each deploy, for the project that is deployed. By hand it builds all integrations.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    requireNoMore(optionsIn(args, {}).positionals);
    requireTree();
    // Both load the bundler, which no other command needs.
    const { buildProject } = await import('../../../scripts/lib/build-project.ts');
    const { LoadError } = await import('../../../scripts/lib/loadable.ts');
    try {
      await buildProject(ROOT, {
        print: terminal.print,
        warn: (sentence) => terminal.tell(`Warning: ${sentence}`),
      });
      return EXIT.done;
    } catch (error) {
      if (error instanceof LoadError) throw new Failure(error.message, { cause: error });
      // esbuild has printed its own errors, with the lines they are in.
      if (error instanceof Error && 'errors' in error) return EXIT.notDone;
      throw error;
    }
  },
};
