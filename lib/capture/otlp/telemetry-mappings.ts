/** The mappings of telemetry, by client. `otel` has the services that no hooks of ours know. */
import type { ClientMapping } from '../client-mapping';
import { claudeCodeTelemetry } from './claude-code';
import { codexTelemetry } from './codex';
import { copilotTelemetry } from './copilot';
import { geminiTelemetry } from './gemini';
import { genAiMapping } from './gen-ai';
import { OTHER_CLIENT } from './read-request';
import { fromTelemetry } from './telemetry-mapping';

const genAi = genAiMapping();
const genAiBesideHooks: ClientMapping = {
  identify: genAi.identify,
  read: (payload) => fromTelemetry(genAi.read(payload)),
};

export const telemetryMappings: Readonly<Record<string, ClientMapping>> = {
  'claude-code': claudeCodeTelemetry,
  codex: codexTelemetry,
  gemini: geminiTelemetry,
  copilot: copilotTelemetry,
  cursor: genAiBesideHooks,
  opencode: genAiBesideHooks,
  [OTHER_CLIENT]: genAi,
};
