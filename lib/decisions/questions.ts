/** The questions of a decision, and the answers that the agent gets. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Decision, DecisionOption } from '@/lib/agent-execution/decisions';

export interface AskedQuestion {
  question: string;
  options: DecisionOption[];
  isMultiple: boolean;
}

export interface ChosenAnswer {
  /** Labels of options. */
  chosen: string[];
  /** A free text beside them. */
  other: string;
}

type Asked = Pick<Decision, 'question' | 'request' | 'options'>;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function optionsOf(value: Json | undefined): DecisionOption[] {
  return (Array.isArray(value) ? value : []).flatMap((option) => {
    if (typeof option === 'string') return [{ label: option }];
    if (!isObject(option) || typeof option.label !== 'string') return [];
    const { label, description } = option;
    return [{ label, ...(typeof description === 'string' && { description }) }];
  });
}

/** Returns the questions of a client, or the one that an agent asked over HTTP or MCP. */
export function questionsOf({ question, request, options }: Asked): AskedQuestion[] {
  const asked = (Array.isArray(request.questions) ? request.questions : [])
    .filter(isObject)
    .flatMap((one) =>
      typeof one.question === 'string'
        ? [{ question: one.question, options: optionsOf(one.options), isMultiple: one.multiSelect === true }]
        : [],
    );
  return asked.length > 0 ? asked : [{ question, options, isMultiple: false }];
}

const wordsOf = ({ chosen, other }: ChosenAnswer) => [...chosen, other.trim()].filter(Boolean).join(', ');

/** Returns the answers as the agent gets them: a text, or an object by question. Null if one has no answer. */
export function answersOf(decision: Asked, given: readonly ChosenAnswer[]): Json | null {
  const questions = questionsOf(decision);
  const texts = questions.map((_, index) => {
    const answer = given[index];
    return answer ? wordsOf(answer) : '';
  });
  if (texts.includes('')) return null;
  if (!('questions' in decision.request)) return texts[0] ?? null;
  return Object.fromEntries(questions.map(({ question }, index) => [question, texts[index] ?? '']));
}
