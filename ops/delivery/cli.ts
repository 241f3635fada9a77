import { applyCommand } from './apply-command.ts';
import { REAL_WORLD } from './world.ts';

process.exitCode = await applyCommand(process.argv.slice(2), REAL_WORLD);
