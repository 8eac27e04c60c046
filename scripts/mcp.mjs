// `npm run --silent mcp`: the MCP server over stdio. Without --silent, npm writes two lines to stdout.
import { runScript } from './bootstrap.mjs';

runScript('scripts/mcp.ts', { isSilent: true, needsTools: false });
