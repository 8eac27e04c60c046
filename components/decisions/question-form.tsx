'use client';

import { useState } from 'react';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Input } from '@/components/ui/input';
import type { Failure } from '@/lib/action-result';
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { type AskedQuestion, answersOf, questionsOf } from '@/lib/decisions/questions';
import { questionFormId } from './decision-item';

export interface QuestionFormProps {
  decision: PlacedDecision;
  onAnswer: (answers: Json) => void;
}

const unanswered: Failure = {
  message: 'Answer each question.',
  hint: 'Choose an option, or write an answer of your own.',
};

/** The questions of an agent. A free text is possible for each. */
export function QuestionForm({ decision, onAnswer }: QuestionFormProps) {
  const [failure, setFailure] = useState<Failure>();
  const questions = questionsOf(decision);
  return (
    <form
      id={questionFormId(decision.id)}
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const given = questions.map((_, index) => ({
          chosen: form.getAll(`chosen-${index}`).map(String),
          other: String(form.get(`other-${index}`) ?? ''),
        }));
        const answers = answersOf(decision, given);
        setFailure(answers === null ? unanswered : undefined);
        if (answers !== null) onAnswer(answers);
      }}
    >
      <FailureNotice failure={failure} />
      {questions.map((question, index) => (
        <Question
          key={question.question}
          question={question}
          index={index}
          isTitle={questions.length === 1 && question.question === decision.question}
        />
      ))}
    </form>
  );
}

interface QuestionProps {
  question: AskedQuestion;
  index: number;
  /** The heading of the card shows it already. */
  isTitle: boolean;
}

function Question({ question: { question, options, isMultiple }, index, isTitle }: QuestionProps) {
  const hasOptions = options.length > 0;
  return (
    <fieldset className="grid min-w-0 gap-0.5">
      <legend dir="auto" className={isTitle ? 'sr-only' : 'break-text mb-1.5 font-medium'}>
        {question}
      </legend>
      {options.map(({ label, description }) => (
        <label
          key={label}
          className="-mx-2 flex min-h-10 items-start gap-2.5 rounded-md px-2 py-2 hover:bg-hover has-checked:bg-hover"
        >
          <input
            type={isMultiple ? 'checkbox' : 'radio'}
            name={`chosen-${index}`}
            value={label}
            className="mt-0.5 size-4 shrink-0 accent-(--solid)"
          />
          <span className="grid min-w-0">
            <bdi className="break-text font-medium">{label}</bdi>
            {description && <bdi className="break-text text-meta text-muted">{description}</bdi>}
          </span>
        </label>
      ))}
      <Input
        name={`other-${index}`}
        dir="auto"
        aria-label={`Other answer to: ${question}`}
        placeholder={hasOptions ? (isMultiple ? 'Other' : 'Other, instead of an option') : 'Your answer'}
        maxLength={10_000}
        className="mt-1 h-10"
        // One answer is either an option or a text.
        onInput={(event) => {
          if (isMultiple || event.currentTarget.value === '') return;
          const chosen = event.currentTarget.form?.querySelector<HTMLInputElement>(
            `[name="chosen-${index}"]:checked`,
          );
          if (chosen) chosen.checked = false;
        }}
      />
    </fieldset>
  );
}
