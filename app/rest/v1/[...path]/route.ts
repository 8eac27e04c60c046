import { answerAsSupabase } from '@/lib/supabase/embedded/route';

export const GET = answerAsSupabase;
export const HEAD = answerAsSupabase;
export const POST = answerAsSupabase;
export const PUT = answerAsSupabase;
export const PATCH = answerAsSupabase;
export const DELETE = answerAsSupabase;
export const OPTIONS = answerAsSupabase;
