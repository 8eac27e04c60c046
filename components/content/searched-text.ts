'use client';

import { createContext } from 'react';

/** The text that the page searches for; a long text with a match in its hidden part opens. Empty without a search. */
export const SearchedText = createContext('');
