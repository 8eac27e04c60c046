'use client';

import { useCallback, useEffect, useState } from 'react';

export interface AnswerError {
  message: string;
  hint: string;
}

export interface Answer<T> {
  data: T | null;
  error: AnswerError | null;
  isLoading: boolean;
  ask: () => void;
}

const unreachable = { message: 'The server did not answer.', hint: 'Try again in a moment.' };

/** Asks the API by GET when shown and whenever told to; what was answered before stays meanwhile. */
export function useAnswer<T>(path: string): Answer<T> {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<AnswerError | null>(null);
  const [isLoading, setIsLoading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks again
  useEffect(() => {
    const leaving = new AbortController();
    setIsLoading(true);
    fetch(`/api/v1${path}`, { signal: leaving.signal })
      .then((response) => response.json())
      .catch(() => ({ error: unreachable }))
      .then((answer: { data: T } | { error: AnswerError }) => {
        if (leaving.signal.aborted) return;
        setError('error' in answer ? answer.error : null);
        if ('data' in answer) setData(answer.data);
        setIsLoading(false);
      });
    return () => leaving.abort();
  }, [path, attempt]);
  return { data, error, isLoading, ask: useCallback(() => setAttempt((count) => count + 1), []) };
}
