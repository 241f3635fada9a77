import { generateAll, runGenerator } from '../../../generator/command.ts';
import { EXIT } from '../../exit.ts';
import type { Command } from '../command.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';
import { ROOT, requireTree } from '../../../generator/project.ts';

const USAGE = `Writes functions/src/generated and the table in docs/integrations.md from the integrations and sagas, and AGENTS.md and
llms.txt from the documents.

  npx integrations generate
  npx integrations generate --check

  --check            changes nothing; exits with 1 if something is out of date
  --codebase <name>  writes the listeners of another codebase, which this project is
${COMMON_USAGE.json}
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      json: COMMON.json,
      check: { type: 'boolean', default: false },
      codebase: COMMON.codebase,
    });
    requireNoMore(positionals);
    requireTree();
    const { check, json, codebase } = values;
    if (!json) return runGenerator({ root: ROOT, check, codebase }, terminal);
    const { write, remove, documents } = await generateAll({ root: ROOT, check, codebase });
    terminal.print(JSON.stringify({ write, remove, documents }));
    return check && write.length + remove.length + documents.length > 0 ? EXIT.notDone : EXIT.done;
  },
};
