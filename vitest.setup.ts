/** Gives each test process the variables that `npm start` would give the app. */
import { inject } from 'vitest';

Object.assign(process.env, inject('appEnv'));
