import { Download } from 'lucide-react';
import { buttonClasses } from '@/components/ui/button';
import { SnippetBox } from './snippet-box';

export interface AgentGuidePanelProps {
  guide: string;
  origin: string;
  /** The folder name of the skill. */
  skill: string;
}

const files = [
  { name: 'SKILL.md', words: 'for harnesses with skills' },
  { name: 'AGENTS.md', words: 'a section to add' },
];

/** Shows the agent guide in the forms that harnesses accept. */
export function AgentGuidePanel({ guide, origin, skill }: AgentGuidePanelProps) {
  const folder = `~/.claude/skills/${skill}`;
  return (
    <section
      aria-labelledby="guide"
      className="grid min-w-0 gap-3 rounded-md border border-line bg-surface p-3"
    >
      <div>
        <h2 id="guide" className="font-semibold text-heading">
          Instructions for the agent
        </h2>
        <p className="mt-1 text-muted">
          These instruct an agent when to plan, log, remember and block. MCP clients offer them as the prompt
          “guide”. For other clients, use a system prompt, a skill or a section of AGENTS.md.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {files.map(({ name, words }) => (
          <a key={name} href={`/api/agent-guide/${name}`} download={name} className={buttonClasses()}>
            <Download aria-hidden />
            {name}
            <span className="text-muted">{words}</span>
          </a>
        ))}
      </div>
      <SnippetBox
        title="Skill for Claude Code"
        hint="Other harnesses keep skills in another folder."
        text={`mkdir -p ${folder}\ncurl -sS -o ${folder}/SKILL.md ${origin}/api/agent-guide/SKILL.md`}
      />
      <SnippetBox title="System prompt" hint="The same text, to paste anywhere." text={guide} />
    </section>
  );
}
