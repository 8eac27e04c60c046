import { guardRoute } from '@/lib/rest/guard';
import { answerAuth } from '@/lib/supabase/embedded/auth-route';

const answer = guardRoute(answerAuth);

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
  answer as PUT,
};
