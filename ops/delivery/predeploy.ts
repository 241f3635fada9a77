import { predeployCommand } from './predeploy-command.ts';
import { REAL_WORLD } from './world.ts';

process.exitCode = await predeployCommand(process.argv.slice(2), REAL_WORLD);
