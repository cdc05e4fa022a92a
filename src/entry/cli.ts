import { runRpmw } from '../cli/program.ts';
import { createLocalSurface } from './local-surface.ts';

/** `rpmw`: one command, then the exit code. */
process.exitCode = await runRpmw(process.argv.slice(2), createLocalSurface(process));
