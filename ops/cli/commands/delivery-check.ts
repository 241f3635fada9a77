import { applyCommand, USAGE } from '../../delivery/apply-command.ts';
import { worldOf } from '../../delivery/world.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  usage: USAGE,
  run: (args, terminal) => applyCommand(['--check', ...args], worldOf(terminal)),
};
