/** Sets the variables that `npm start` sets for the app in each test process. */
import { inject } from 'vitest';

Object.assign(process.env, inject('appEnv'));
