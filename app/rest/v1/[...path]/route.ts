import { answerAgent } from '@/lib/rest/agent-rest';
import { guardRoute } from '@/lib/rest/guard';
import { answerAsSupabase } from '@/lib/supabase/embedded/route';

const answer = guardRoute(answerAsSupabase, answerAgent);

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
