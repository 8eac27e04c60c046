import { takesRule } from '@/lib/capture/decisions/rule-dialects';
import { takesResponse } from '@/lib/capture/response-slots';

/** Returns whether a client reads the response to an event: as a text for its model, or as a decision about a call. */
export const readsResponse = (client: string, event: string): boolean =>
  takesResponse(client, event) || takesRule(client, event);
