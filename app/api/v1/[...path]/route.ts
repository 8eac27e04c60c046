import { dispatch } from '@/lib/api/dispatch';

/** Every operation of the API; `lib/api/operations` says which there are. */
export { dispatch as DELETE, dispatch as GET, dispatch as PATCH, dispatch as POST, dispatch as PUT };
