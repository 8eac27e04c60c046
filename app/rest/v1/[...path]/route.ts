import { agentKeyOf, answerAgent } from '@/lib/supabase/agent-rest';
import { answerAsSupabase } from '@/lib/supabase/embedded/route';

function answer(request: Request): Promise<Response> {
  const key = agentKeyOf(request);
  return key === null ? answerAsSupabase(request) : answerAgent(request, key);
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
