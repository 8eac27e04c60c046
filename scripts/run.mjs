// Installs the packages if they are missing, then runs a script of this repository on the pinned Node:
// node scripts/run.mjs [options of Node] <script> [arguments]
import { runScript } from './bootstrap.mjs';

const words = process.argv.slice(2);
const place = words.findIndex((word) => !word.startsWith('-'));
const script = words[place];
if (!script) throw new Error('Usage: node scripts/run.mjs [options of Node] <script> [arguments]');
runScript(script, { nodeArgs: words.slice(0, place), args: words.slice(place + 1) });
