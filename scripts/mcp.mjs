// `npm run --silent mcp`: the MCP server over stdio. Without --silent npm writes two lines of its own to stdout.
import { runScript } from './bootstrap.mjs';

runScript('mcp.ts', { isSilent: true });
